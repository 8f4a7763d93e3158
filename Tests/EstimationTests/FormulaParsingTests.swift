import Estimation
import TestSupport
import Testing

/// The models a formula stands for, as formulas of their own.
private func models(_ text: String) throws -> [String] {
  try Formula(text).models.map(\.description)
}

@Suite struct `Reading a formula` {
  @Test(arguments: [
    ("y ~ x1 + x2 | fe1^fe2 + fe3", "y ~ x1 + x2 | fe1^fe2 + fe3"),
    ("y~x", "y ~ x"),
    ("log(y) ~ log( x ) + I(x ^ 2) + x^2", "log(y) ~ log(x) + I(x^2)"),
    ("y ~ a*b", "y ~ a + b + a:b"),
    ("y ~ a:b + b:a", "y ~ a:b"),
    ("y ~ a*b*c | f", "y ~ a + b + c + a:b + a:c + b:c + a:b:c | f"),
    ("y ~ (a + b):c", "y ~ a:c + b:c"),
    ("y ~ a*b - a", "y ~ b + a:b"),
    ("y ~ a - 1", "y ~ 0 + a"),
    ("y ~ 0 + a | f", "y ~ a | f"),
    ("y ~ 1", "y ~ 1"),
    ("y ~ 1 | f", "y ~ 0 | f"),
    ("y ~ a | 0", "y ~ a"),
    ("y ~ i(year, treat, ref=2011) | f", "y ~ i(year, treat, ref = 2011) | f"),
    (
      "y ~ i(f, i.g, ref=c('a', 'b'), ref2 = -1)", "y ~ i(f, i.g, ref = c(\"a\", \"b\"), ref2 = -1)"
    ),
    ("y ~ l(x) + l(x, 1:2) + f(x, 2) + d(x)", "y ~ l(x, 1) + l(x, 2) + f(x, 2) + d(x, 1)"),
    ("y ~ l(x, 0:1)", "y ~ x + l(x, 1)"),
    ("y ~ `GDP growth` + x.1 + _z", "y ~ `GDP growth` + x.1 + _z"),
    ("y / pop ~ I(a * (b + 1) / -c)", "y / pop ~ I(a * (b + 1) / (-c))"),
    (
      "y ~ I(x > 3 & !(z == 'a' | w %in% c(1, 2)))", "y ~ I(x > 3 & !(z == \"a\" | w %in% c(1, 2)))"
    ),
  ])
  func `gives the model it stands for`(text: String, model: String) throws {
    #expect(try models(text) == [model])
    // A model's own text stands for the same model.
    #expect(try models(model) == [model])
  }

  @Test func `crosses four variables into all fifteen terms by order`() throws {
    let terms = try Formula("y ~ a*b*c*d").models[0].terms.map(\.description)
    #expect(
      terms == [
        "a", "b", "c", "d", "a:b", "a:c", "a:d", "b:c", "b:d", "c:d", "a:b:c", "a:b:d", "a:c:d",
        "b:c:d", "a:b:c:d",
      ])
  }

  @Test func `nests specifications one by one or one more at a time`() throws {
    #expect(try models("y ~ z + sw(a, b)") == ["y ~ z + a", "y ~ z + b"])
    #expect(try models("y ~ z + sw0(a, b)") == ["y ~ z", "y ~ z + a", "y ~ z + b"])
    #expect(try models("y ~ a | sw(f, f + g^h)") == ["y ~ a | f", "y ~ a | f + g^h"])
    #expect(try models("y ~ csw(a, b + c)") == ["y ~ a", "y ~ a + b + c"])
    #expect(try models("y ~ x | csw0(f, g)") == ["y ~ x", "y ~ x | f", "y ~ x | f + g"])
    #expect(
      try models("c(y, log(w)) ~ sw(a, b) | sw(f, g^h)") == [
        "y ~ a | f", "y ~ a | g^h", "y ~ b | f", "y ~ b | g^h", "log(w) ~ a | f",
        "log(w) ~ a | g^h", "log(w) ~ b | f", "log(w) ~ b | g^h",
      ])
  }

  @Test func `lists the columns that it reads and no functions`() throws {
    let formula = try Formula("log(y) ~ x*`a b` + i(f, i.g) + l(z, 1) | h^k")
    #expect(formula.columns.map(\.name) == ["y", "x", "a b", "f", "g", "z", "h", "k"])
  }

  static let mistakes: [(text: String, place: Int, parts: [String])] = [
    ("", 0, ["where the text ends"]),
    ("y", 1, ["'~' is missing", "y ~ x | fe"]),
    ("y ~", 3, ["where the text ends"]),
    ("y ~ x +", 7, ["where the text ends"]),
    ("y ~ lgo(x)", 4, ["no function 'lgo'", "did you mean 'log'?"]),
    ("y ~ csv(a, b)", 4, ["no function 'csv'", "did you mean 'csw'?"]),
    ("y ~ (a + b", 10, ["')' is missing"]),
    ("y ~ a b", 6, ["an operator is missing", "'b'"]),
    ("y ~ a / b", 6, ["not divided", "I(a / b)"]),
    ("y ~ 2", 4, ["a number alone is no term"]),
    ("y ~ x^", 6, ["the exponent is missing"]),
    ("y ~ x | f[z]", 9, ["slopes", "not offered"]),
    ("y ~ x | f | e ~ z", 10, ["instrumental variables are not offered"]),
    ("y ~ i(f, rf=2)", 9, ["no option 'rf'", "did you mean 'ref'?"]),
    ("y ~ i(f, a, b)", 12, ["third column", "':'"]),
    ("y ~ i(f, ref2=1)", 6, ["second column"]),
    ("y ~ x:sw(a, b)", 6, ["inside another term"]),
    ("y ~ I(x = 2)", 8, ["single '='", "=="]),
    ("y ~ I(1 < x < 3)", 12, ["cannot be chained"]),
    ("y ~ l(x, 1.5)", 9, ["whole number of periods"]),
    ("y ~ d(x, 0)", 4, ["difference over no period"]),
    ("y ~ 'text", 4, ["the quote is not closed"]),
    ("y ~ x # c", 6, ["'#' has no meaning"]),
    ("y ~ 2x", 4, ["begin with a digit"]),
    ("y ~ I(1e400)", 6, ["not a number"]),
    ("y ~ a*b*c*d*e*f*g*h*k", 4, ["more than eight"]),
  ]

  @Test(arguments: mistakes)
  func `marks a mistake and says what to do`(text: String, place: Int, parts: [String]) throws {
    do throws(FormulaError) {
      _ = try Formula(text)
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.position == place, "\(error)")
      for part in parts { #expect(error.description.contains(part), "\(error)") }
      let lines = try #require(error.excerpt).split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines == [Substring(text), Substring(String(repeating: " ", count: place) + "^")])
      #expect(!error.isAboutData)
    }
  }

  @Test func `refuses what would take too long instead of trying`() throws {
    let deep = "y ~ I(" + String(repeating: "(", count: 500) + "x"
    let long = "y ~ I(x" + String(repeating: " + x", count: 3000) + ")"
    let many = "y ~ " + (0..<10).map { _ in "sw(a, b, c, d)" }.joined(separator: " + ")
    let minus = "y ~ I(" + String(repeating: "-", count: 500) + "x)"
    let bangs = "y ~ I(" + String(repeating: "!", count: 500) + "x)"
    let powers = "y ~ I(x" + String(repeating: "^x", count: 500) + ")"
    for text in [deep, long, many, minus, bangs, powers, String(repeating: "y", count: 30_000)] {
      #expect(throws: FormulaError.self) { try Formula(text) }
    }
    // A long sum of plain terms is no problem.
    let terms = (0..<2000).map { "x\($0)" }.joined(separator: " + ")
    #expect(try Formula("y ~ \(terms)").models[0].terms.count == 2000)
  }

  @Test func `arbitrary text is read or refused and what is read reads back the same`() throws {
    let words = [
      "y", "x", "z", "f", "~", "+", "-", "*", ":", "^", "|", "(", ")", ",", "i(", "I(", "l(",
      "log(",
      "sw(", "csw0(", "c(", "1", "0", "2.5", "'a'", "==", "<", "&", "!", "%in%", "ref=", " ", "/",
      "`a b`",
      "é", "%", "\u{0}", "[", "=",
    ]
    var generator = SeededGenerator(seed: 20)
    var read = 0
    for _ in 0..<20_000 {
      let length = Int.random(in: 0..<9, using: &generator)
      let tail = (0..<length).map { _ in words[Int.random(in: 0..<words.count, using: &generator)] }
      let text = "y ~ x" + tail.joined()
      do throws(FormulaError) {
        let formula = try Formula(text)
        read += 1
        for model in formula.models {
          let again = try Formula(model.description)
          #expect(again.models.map(\.description) == [model.description], "\(text)")
        }
      } catch {
        #expect(error.position.map { (0...text.count).contains($0) } == true, "\(text): \(error)")
      }
    }
    #expect(read > 500)
  }
}

@Suite struct `Reading a variance` {
  @Test(arguments: [
    ("iid", "iid"), ("hetero", "hetero"), ("HC1", "hetero"), ("hc3", "hc3"),
    ("cluster:a+b", "cluster:a+b"), ("cluster: a^b + `c d`", "cluster:a^b+`c d`"),
    ("crv3:a", "crv3:a"), ("crv3:a,one-step", "crv3:a,one-step"), ("cr2:a^b", "cr2:a^b"),
    ("dyad:o, d", "dyad:o,d"), ("bipartite:o,d", "bipartite:o,d"), ("dk:year", "dk:year"),
    ("dk:year,2", "dk:year,2"), ("nw:pair,year,3", "nw:pair,year,3"),
    ("conley:lat,lon,500", "conley:lat,lon,500"),
    ("conley:lat,lon,2.5,bartlett,within=year", "conley:lat,lon,2.5,bartlett,within=year"),
  ])
  func `reads its words back`(text: String, words: String) throws {
    #expect(try VarianceSpecification(text).description == words)
    #expect(try VarianceSpecification(words).description == words)
  }

  @Test(arguments: [
    ("clustr:a", 0, "did you mean 'cluster'?"), ("cluster", 7, "cluster:state+year"),
    ("cluster:", 8, "cluster:state+year"), ("iid:a", 3, "takes no columns"),
    ("cluster:a+b+c+d+e", 0, "5 dimensions"), ("cluster:a+a", 0, "twice"),
    ("crv3:a,fast", 7, "one-step"), ("dyad:a", 6, "dyad:origin,destination"),
    ("dk:year,1.5", 8, "whole"), ("conley:lat,lon", 14, "kilometres"), ("cr2:a b", 6, "cr2:state"),
    ("cluster:a&", 9, "cluster:state+year"),
  ])
  func `marks a mistake`(text: String, place: Int, part: String) throws {
    do throws(FormulaError) {
      _ = try VarianceSpecification(text)
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.position == place, "\(error)")
      #expect(error.description.contains(part), "\(error)")
      #expect(error.text == text)
    }
  }
}
