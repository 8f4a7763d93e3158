# Sums of the publishers' files by another program than the import: python3 sums.py FOLDER, from the
# repository's root; FOLDER holds controls/.
import csv, collections, decimal, sys
D = sys.argv[1] + '/controls/'
out = collections.OrderedDict()
us = {}


def add(t, y, v):
    s = out.setdefault((t, str(y)), [0, 0])
    s[0] += v
    s[1] += 1


for r in csv.reader(open(D+'BEA_SAGDP2N_ALL_AREAS_1997_2018.csv'),skipinitialspace=True):
    if r and r[0]=='GeoFIPS': h=r; continue
    if len(r)!=len(h) or r[6].strip()!='1': continue
    f=r[0].strip()
    for i in range(len(h)-22,len(h)):
        v=int(decimal.Decimal(r[i])*1000000)
        if f=='00000': us[('state-gdp',h[i])]=v
        elif f[:2]<='56': add('state-gdp',h[i],v)
for r in csv.DictReader(open(D+'state-population_1990-2013.csv')):
    if r['ages']!='total' or r['population']=='NaN': continue
    if r['state/region']=='USA': us[('state-population',r['year'])]=int(r['population'])
    else: add('state-population',r['year'],int(r['population']))
for r in csv.DictReader(open(D+'NST-EST2023-ALLDATA.csv')):
    for y in range(2020,2024):
        v=int(r['POPESTIMATE%d'%y])
        if r['SUMLEV']=='010': us[('state-population',str(y))]=v
        elif r['SUMLEV']=='040': add('state-population',y,v)
dest={r['iso3c'] for r in csv.DictReader(open('export-data/tables/destinations.csv')) if r['kind'] in('country','territory') and r['iso3c']}|{'XKX'}
for t,f in (('destination-gdp','worldbank_gdp_current_usd'),('destination-population','worldbank_population')):
    for r in csv.DictReader(open(D+f+'.csv')):
        if int(r['Year'])>=1990 and r['Country Code'] in dest and r['Value']:
            add(t,r['Year'],int(decimal.Decimal(r['Value']).quantize(decimal.Decimal(1),rounding=decimal.ROUND_HALF_UP)))
w=open('control-data/checks/exact-sums.csv','w'); w.write('table,year,sum,cells\n')
for (t,y),(s,n) in sorted(out.items()): w.write('%s,%s,%d,%d\n'%(t,y,s,n))
w=open('control-data/checks/published-nation.csv','w'); w.write('table,year,published\n')
for (t,y),v in sorted(us.items()): w.write('%s,%s,%d\n'%(t,y,v))
