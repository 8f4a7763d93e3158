"""The generating vector of NormalRectangle's lattice, found component by component.

    python lattice.py

Minimizes the worst-case error in the weighted Korobov space of smoothness 2 (Nuyens and Cools 2006),
product weights 0.9 / j, over all generators of a lattice of 8,191 points. Prints 50 integers.
"""
import numpy as np

points, dimensions = 8191, 50
k = np.arange(points)


def bernoulli(x):
    return 2 * np.pi**2 * (x * x - x + 1 / 6)


values = bernoulli(k / points)
# A primitive root orders the generators so that all candidates are one circular correlation.
root = next(
    g for g in range(2, points)
    if all(pow(g, (points - 1) // q, points) != 1 for q in (2, 3, 5, 7, 13)))
power = np.array([pow(root, int(i), points) for i in range(points - 1)])
inverse = power[-np.arange(points - 1) % (points - 1)]
spectrum = np.fft.fft(values[power])
product = np.ones(points)
vector = []
for j in range(1, dimensions + 1):
    if j == 1:
        z = 1
    else:
        errors = np.real(np.fft.ifft(spectrum * np.fft.fft(product[inverse])))
        z = int(power[int(np.argmin(errors))])
        z = min(z, points - z)
    vector.append(z)
    product *= 1 + 0.9 / j * values[(k * z) % points]
print(vector)
