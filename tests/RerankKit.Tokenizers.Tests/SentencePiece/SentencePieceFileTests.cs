using System.Collections.Frozen;
using System.Text;

namespace RerankKit.Tokenizers;

public class SentencePieceFileTests
{
    private static readonly (string Text, float Score, SentencePieceType Type)[] Pieces =
        [("<unk>", 0, SentencePieceType.Unknown), ("<s>", 0, SentencePieceType.Control), ("\u2581", -2, SentencePieceType.Normal), ("a", -3, SentencePieceType.Normal),
         ("\u2581a", -1, SentencePieceType.Normal), ("b", -3, SentencePieceType.Normal), ("ab", -4, SentencePieceType.Normal)];

    [TestCase(false, "a  ab bb", new[] { 4, 4, 5, 2, 5, 5 })]
    [TestCase(false, "aab", new[] { 4, 6 })]
    [TestCase(true, "a  ab bb ", new[] { 4, 4, 5, 2, 5, 5 })]
    [TestCase(true, "aaab", new[] { 4, 3, 6 })]
    public void PiecesAreFoundByModelType(bool bpe, string text, int[] ids) => Assert.That(Ids(Write(Pieces, bpe ? 2 : 1), text), Is.EqualTo(ids));

    [Test]
    public void UserDefinedPiecesAreTakenWholeAndUnmapped()
    {
        (string, float, SentencePieceType)[] pieces = [.. Pieces, ("b\u2581a", 0, SentencePieceType.UserDefined)];
        foreach (int type in (int[])[1, 2])
        {
            Assert.That(Ids(Write(pieces, type), "ab\u2581ab"), Is.EqualTo((int[])[4, 7, 5]), $"type {type}");
        }
    }

    [Test]
    public void UnusedPiecesAreNotTaken()
    {
        (string Text, float Score, SentencePieceType Type)[] pieces = [.. Pieces];
        pieces[6].Type = SentencePieceType.Unused;

        Assert.That(Ids(Write(pieces, 1), "b ab"), Is.EqualTo((int[])[2, 5, 4, 5]));
        Assert.That(() => SentencePieceFile.Read(Write(pieces, 2)), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("unused"));
    }

    [Test]
    public void RunsOfUnknownCharactersAreOneToken()
    {
        foreach (int type in (int[])[1, 2])
        {
            Assert.That(Ids(Write(Pieces, type), "axyb"), Is.EqualTo((int[])[4, 0, 5]));
        }
    }

    [Test]
    public void OnlyAMarkIsNothing() => Assert.That(Ids(Write(Pieces, 1), " \u2581 "), Is.Empty);

    [TestCase(3, "SentencePiece model type 3")]
    [TestCase(4, "SentencePiece model type 4")]
    public void OtherModelTypesAreRefusedByName(int type, string message) =>
        Assert.That(() => SentencePieceFile.Read(Write(Pieces, type)), Throws.InstanceOf<NotSupportedException>().With.Message.Contains(message));

    [Test]
    public void DamagedFilesAreRefused()
    {
        byte[] file = Write(Pieces, 1);
        (string Text, float Score, SentencePieceType Type)[] twice = [.. Pieces, Pieces[3]];
        (string Text, float Score, SentencePieceType Type)[] two = [.. Pieces, ("<unk2>", 0, SentencePieceType.Unknown)];
        (string Text, float Score, SentencePieceType Type)[] bytes = [.. Pieces, ("<0x00>", 0, SentencePieceType.Byte)];
        foreach (byte[] damaged in (byte[][])[[], file[..(file.Length - 3)], [0xFF, 0xFF, 0xFF], [0x08], Write(Pieces[1..], 1), Write(twice, 1), Write(two, 1), Write(bytes, 1)])
        {
            Assert.That(() => SentencePieceFile.Read(damaged), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("SentencePiece"));
        }
    }

    [Test]
    public void RandomBytesAreRefusedWithoutACrash()
    {
        byte[] file = Write(Pieces, 1);
        var random = new Random(9);
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = [.. file];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                _ = Ids(damaged, "ab a\U0001F600b");
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                Assert.That(e.Message, Is.Not.Empty);
            }
        }
    }

    [Test]
    public void AMegabyteIsLinearInBothTypes()
    {
        foreach (int type in (int[])[1, 2])
        {
            foreach (string unit in (ReadOnlySpan<string>)["a", " ", "\u2581", "x", "ab"])
            {
                Assert.That(Ids(Write(Pieces, type), string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length))).Length, Is.LessThanOrEqualTo(1_000_001));
            }
        }
    }

    private static int[] Ids(byte[] bytes, string input)
    {
        var file = SentencePieceFile.Read(bytes);
        (var normalizer, var model) = SentencePieceParts.Create(file, new SentencePieceVocabulary(file), FrozenSet<int>.Empty);
        var text = new NormalizedText();
        text.Reset(input, 0, trackOffsets: true);
        normalizer.Normalize(text);
        var tokens = new TokenBuffer();
        model.Tokenize(text.Text, 0, tokens);
        return tokens.Ids.ToArray();
    }

    // Just enough of protobuf to write a model.
    internal static byte[] Write((string Text, float Score, SentencePieceType Type)[] pieces, int modelType)
    {
        var file = new MemoryStream();
        foreach ((string text, float score, var type) in pieces)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            byte[] piece = [0x0A, (byte)utf8.Length, .. utf8, 0x15, .. BitConverter.GetBytes(score), 0x18, (byte)type];
            file.Write([0x0A, (byte)piece.Length, .. piece]);
        }

        file.Write([0x12, 2, 0x18, (byte)modelType]);
        return file.ToArray();
    }
}
