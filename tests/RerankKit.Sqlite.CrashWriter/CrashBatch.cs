using System.Globalization;
using RerankKit.LateInteraction;

namespace RerankKit.Sqlite.CrashWriter;

/// <summary>The batches that the crash test writes: their content follows from their number alone.</summary>
public static class CrashBatch
{
    public const string Revision = "crash";
    public const int Dimension = 16;
    private const int Documents = 7;

    // Ids come back every so many batches, so that batches replace documents as well as add them.
    private const int Cycle = 5;

    public static TokenVectorCodec Codec { get; } = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, Dimension);

    // Commits go through the operating system's cache: a killed process loses nothing of it, and the test is quick.
    public static RerankDatabaseOptions Options { get; } = new() { SurvivesPowerFailure = false };

    public static TokenVectorEntry[] Entries(int batch) => [.. Enumerable.Range(0, Documents).Select(i => Entry(batch, i))];

    public static TokenVectorKey[] Keys(int batch) => [.. Entries(batch).Select(entry => entry.Key)];

    public static KeyValuePair<string, byte[]>[] Scores(int batch) =>
        [.. Enumerable.Range(0, Documents).Select(i => new KeyValuePair<string, byte[]>($"score {batch % Cycle} {i}", BitConverter.GetBytes(batch)))];

    public static byte[] Encoded(in TokenVectorEntry entry)
    {
        byte[] bytes = new byte[entry.Vectors.Count * Codec.BytesPerToken];
        Codec.Encode(entry.Vectors.Values.Span, bytes);
        return bytes;
    }

    private static TokenVectorEntry Entry(int batch, int document)
    {
        int tokens = 1 + (((batch * 31) + (document * 17)) % 60);
        float[] values = new float[tokens * Dimension];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Sin((batch * 1000) + (document * 100) + i);
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"text {batch} {document}");
        return new(TokenVectorKey.OfText(text, string.Create(CultureInfo.InvariantCulture, $"document {batch % Cycle} {document}")), new(values, Dimension));
    }
}
