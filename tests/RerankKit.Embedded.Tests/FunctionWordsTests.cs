using System.Text.Json;

namespace RerankKit.Embedded.Tests;

/// <summary>English function words are looked up in the vocabulary; the tokenizer says which pieces they are.</summary>
public class FunctionWordsTests
{
    private static IEnumerable<TestCaseData> Tables()
    {
        string[] pieces = EmbeddedModel.Shared.Table.Pieces;
        string[] capitals = [.. pieces.Select((piece, id) => id % 2 == 0 && piece.Length > 0 ? char.ToUpperInvariant(piece[0]) + piece[1..] : piece)];
        yield return Case("the package's", pieces);
        yield return Case("the package's, case kept", pieces, lowersCase: false);
        yield return Case("every other piece in capitals", capitals);
        yield return Case("every other piece in capitals, case kept", capitals, lowersCase: false);
        yield return Case("words of more than four letters unknown", pieces, maxCharactersPerWord: 4);
        yield return Case("one of them never in texts, one unknown", pieces, hidden: "the", unknown: "of");
        if (TestData.Has("tokenizers", "bert-base-multilingual-cased", "tokenizer.json"))
        {
            using var file = JsonDocument.Parse(File.ReadAllText(TestData.Path("tokenizers", "bert-base-multilingual-cased", "tokenizer.json")));
            string[] cased = [.. file.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().Select(piece => piece.Name).Take(EmbeddedTable.MaxRows)];
            yield return Case("bert-base-multilingual-cased", cased, lowersCase: false);
        }

        static TestCaseData Case(string name, string[] pieces, bool lowersCase = true, int maxCharactersPerWord = 100, string hidden = "[CLS]", string unknown = "[UNK]") =>
            new TestCaseData(pieces, lowersCase, maxCharactersPerWord, Array.IndexOf(pieces, hidden), Array.IndexOf(pieces, unknown)).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Tables))]
    public void TheyAreThePiecesThatTheTokenizerMakesOfThem(string[] pieces, bool lowersCase, int maxCharactersPerWord, int hidden, int unknown)
    {
        var tokenizer = new TableTokenizer { LowersCase = lowersCase, StripsAccents = lowersCase, MaxCharactersPerWord = maxCharactersPerWord, SpecialIds = [hidden], UnknownId = unknown };
        byte[] file = EmbeddedTable.Write(pieces, new float[pieces.Length], new sbyte[pieces.Length * 32], tokenizer);
        byte[] pinned = GC.AllocateArray<byte>(file.Length, pinned: true);
        file.CopyTo(pinned, 0);
        var model = new EmbeddedModel(EmbeddedTable.Read(pinned));
        SortedSet<int> expected = [];
        foreach (string word in PieceKind.EnglishWords.SelectMany(word => (string[])[word, char.ToUpperInvariant(word[0]) + word[1..]]))
        {
            if (model.Tokenizer.Encode(word, null, new() { AddSpecialTokens = false }).Ids is [var only] && only != unknown)
            {
                expected.Add(only);
            }
        }

        IEnumerable<int> found = Enumerable.Range(0, pieces.Length).Where(id => (model.Kinds[id] & PieceKinds.English) != PieceKinds.None);
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(expected, Is.Not.Empty);
    }
}
