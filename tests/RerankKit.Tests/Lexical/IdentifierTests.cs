using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Tests.Lexical;

public class IdentifierTests
{
    private static readonly string[] Pieces =
        ["word", "B2", "7", "x", "é", "ß", "漢", "\U00010400", "\u0301", " ", " ", ".", ".", "-", "-", "+", "#", "_", "/", ":", "@", "&", ",", "\uD800", "aVeryLongWordIndeedThatGoesOnAndOnAndOn"];

    [TestCase("C++", "c++")]
    [TestCase("C++17 and C++, g++", "c++ c++ g++")]
    [TestCase("C# F# C#.", "c# f# c#")]
    [TestCase(".NET (.NET) ASP.NET \".net\"", ".net .net asp.net .net")]
    [TestCase("node.js, Vue.js.", "node.js vue.js")]
    [TestCase("E-1042: see KB-42/A", "e-1042 kb-42/a")]
    [TestCase("0x80070005", "")]
    [TestCase("2.1.3, v2.1.3-rc.1+build", "2.1.3 v2.1.3-rc.1+")]
    [TestCase("x86_64 snake_case __init__", "x86_64 snake_case")]
    [TestCase("AT&T, Q&A", "at&t q&a")]
    [TestCase("mail to Ann.Lee@example.com now", "ann.lee@example.com")]
    [TestCase("192.168.0.1:8080 at 10:30", "192.168.0.1:8080 10:30")]
    [TestCase("SKU AB/1234-XL", "ab/1234-xl")]
    [TestCase("Sky+ and A+++", "sky+ a++")]
    public void IdentifiersAreTermsAsAWhole(string text, string wholes) => AssertWholes(LexicalAnalysis.Default, text, wholes);

    [TestCase("re-read the state-of-the-art and/or note:this")]
    [TestCase("e.g. i.e. the U.S.A. at 5 p.m. (a.k.a. it)")]
    [TestCase("The end. The -5 and +49 and #7, @home ... and so on.")]
    [TestCase("a--b1 c -- d1 --flag1 x . y 'n.' don't")]
    [TestCase("http://")]
    [TestCase(" .漢 (.漢 .\U00010400 .")]
    public void ProseHasNone(string text) => AssertWholes(LexicalAnalysis.Default, text, "");

    [TestCase("ГОСТ-8732 größe_2 Ёж.рф", "гост-8732 grosse_2 еж.рф")]
    [TestCase("A\u030A-1 co\u00ADop-2", "a-1 coop-2")]
    [TestCase("漢字C++漢字 漢字-1 node.js漢字", "c++ node.js")]
    public void WordsAreFoldedAsTheirPartsAre(string text, string wholes) => AssertWholes(LexicalAnalysis.Default, text, wholes);

    [Test]
    public void WithoutFoldingTheyAreOnlyLowerCased() => AssertWholes(new() { FoldAccents = false }, "GRÖßE-2 Straße.de", "größe-2 straße.de");

    [TestCase("a-1\U00010400")]
    [TestCase("\U00010400-1")]
    public void ALetterBeyondTheBasicPlaneIsLeftToItsParts(string text) => AssertWholes(LexicalAnalysis.Default, text, "");

    [Test]
    public void TheWholeStandsBehindItsParts() =>
        Assert.That(
            string.Join(' ', LexicalAnalysis.Default.GetTerms("see node.js and C++ now")),
            Is.EqualTo("see node js node.js and c c++ now"));

    [Test]
    public void ChainsThatAreTooLongToBeNamesAreLeftToTheirParts()
    {
        string chain = string.Join('.', Enumerable.Repeat("aa1", 16));
        AssertWholes(LexicalAnalysis.Default, chain, chain);
        AssertWholes(LexicalAnalysis.Default, chain + ".b node.js", "node.js");
        AssertWholes(LexicalAnalysis.Default, string.Join('.', Enumerable.Repeat("aa1", 50_000)), "");
    }

    [Test]
    public void ThePartsAreWhatTheyAreWithoutIdentifiers([Values] bool fold)
    {
        var alone = new LexicalAnalysis { FoldAccents = fold, KeepIdentifiers = false };
        var both = new LexicalAnalysis { FoldAccents = fold };
        int found = 0;
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            Sink sink = Analyze(both, text);
            found += sink.Wholes.Count;
            Assert.That(sink.Parts, Is.EqualTo(alone.GetTerms(text)), text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(200));
        Assert.That(found, Is.GreaterThan(1000), "the texts must hold identifiers for this to say anything");
    }

    [Test]
    public void AnIdentifierSurvivesEveryOffsetAndNeighbour()
    {
        for (int offset = 0; offset < 140; offset++)
        {
            foreach (string neighbour in new[] { "", " ", ",", ")", "é ", "漢" })
            {
                string text = new string(' ', offset) + "lib.so" + (neighbour.StartsWith('é') ? " " : neighbour) + new string('.', 80);
                Assert.That(Analyze(LexicalAnalysis.Default, text).Wholes, Is.EqualTo(["lib.so"]), $"{offset} '{neighbour}'");
            }
        }
    }

    [TestCase("C++ compile error", "the C++ compiler reports an error")]
    [TestCase("C# compile error", "the C# compiler reports an error")]
    [TestCase("C compile error", "the C compiler reports an error")]
    public async Task AQueryForOneOfThemFindsTheOne(string query, string best)
    {
        using var reranker = new LexicalReranker();
        string[] documents = ["the C# compiler reports an error", "the C++ compiler reports an error", "the C compiler reports an error", "nothing"];
        RerankResponse response = await reranker.RerankAsync(query, [.. documents.OrderBy(text => text == best)]);
        RerankResult[] tied = [.. response.Results.Where(result => result.Score == response.Results[0].Score)];
        Assert.That(tied.Select(result => documents.OrderBy(text => text == best).ElementAt(result.Index)), Does.Contain(best));
        Assert.That(tied, Has.Length.EqualTo(query.StartsWith("C ", StringComparison.Ordinal) ? 3 : 1), "only a name that is cut cannot be told apart");
    }

    [TestCase("error E-1042", "E-1042: the key has expired", "E-1043: the key of 1042 has expired")]
    [TestCase("upgrade to 2.1.3", "version 2.1.3 is out", "version 3.2.1 is out 1 3 2")]
    [TestCase("install node.js", "node.js is installed", "a node of js is installed")]
    [TestCase("what is .NET", ".NET is a platform", "a net is a platform")]
    [TestCase("part AB/1234-XL", "order AB/1234-XL here", "order XL/1234-AB here")]
    public async Task WhatNamesItStandsAboveWhatHasItsParts(string query, string right, string wrong)
    {
        var statistics = LexicalCorpusStatistics.Build([right, wrong, "something else"]);
        foreach (var options in new LexicalRerankerOptions[] { new(), new() { Statistics = statistics } })
        {
            using var reranker = new LexicalReranker(options);
            Assert.That((await reranker.RerankAsync(query, [wrong, right])).Results[0].Index, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task ATextIsNoLongerForThemAndAQueryWithoutThemScoresAsBefore()
    {
        string[] documents = ["node.js runs E-1042", "node js runs e 1042", "plain words run"];
        using var with = new LexicalReranker();
        using var without = new LexicalReranker(new() { KeepIdentifiers = false });
        RerankResponse expected = await without.RerankAsync("node runs", documents);
        RerankResponse actual = await with.RerankAsync("node runs", documents);
        Assert.That(actual.Results, Is.EqualTo(expected.Results));

        RerankResponse named = await with.RerankAsync("node.js", documents);
        Assert.That(named.Results[0].TokenCount, Is.EqualTo(2 + 5), "two terms of the query, five of the document");
        Assert.That(LexicalCorpusStatistics.Build(documents).AverageLength, Is.EqualTo(13 / 3.0));
    }

    [Test]
    public async Task AnIdentifierBehindTheLimitOfTokensDoesNotCount()
    {
        using var reranker = new LexicalReranker(new() { Statistics = LexicalCorpusStatistics.Build(["node.js", "x"]) });
        string[] documents = ["one two node.js"];
        double cut = (await reranker.RerankAsync("node.js", documents, new() { MaxTokensPerDocument = 3 })).Results[0].Score;
        double node = (await reranker.RerankAsync("node", documents, new() { MaxTokensPerDocument = 3 })).Results[0].Score;
        double whole = (await reranker.RerankAsync("node.js", documents, new() { MaxTokensPerDocument = 4 })).Results[0].Score;
        Assert.That(cut, Is.EqualTo(node).Within(1e-15), "js was cut off, and so is the whole");
        Assert.That(whole, Is.GreaterThan(2 * node));
    }

    private static void AssertWholes(LexicalAnalysis analysis, string text, string wholes) =>
        Assert.That(string.Join(' ', Analyze(analysis, text).Wholes), Is.EqualTo(wholes));

    private static Sink Analyze(LexicalAnalysis analysis, string text)
    {
        var sink = new Sink([], []);
        analysis.Analyze(text, new(), ref sink);
        return sink;
    }

    private readonly struct Sink(List<string> parts, List<string> wholes) : ITermSink
    {
        public List<string> Parts { get; } = parts;

        public List<string> Wholes { get; } = wholes;

        public bool IsFull => false;

        public void Add(ref char first, int length, ulong hash) => Add(Parts, ref first, length, hash);

        public void AddWhole(ref char first, int length, ulong hash) => Add(Wholes, ref first, length, hash);

        private static void Add(List<string> terms, ref char first, int length, ulong hash)
        {
            string term = new(MemoryMarshal.CreateReadOnlySpan(ref first, length));
            Assert.That(hash, Is.EqualTo(TermHash.Compute(term)), term);
            terms.Add(term);
        }
    }
}
