using RerankKit.Models;

namespace RerankKit.Benchmarks;

/// <summary>Pairs as the model reads them, so that schedules are compared without tokenization.</summary>
internal sealed class TokenPairs
{
    private readonly (int[] Ids, int[] TypeIds)[] _pairs;

    private TokenPairs((int[] Ids, int[] TypeIds)[] pairs) => _pairs = pairs;

    public int Count => _pairs.Length;

    public int TokenCount => _pairs.Sum(pair => pair.Ids.Length);

    public int Length(int pair) => _pairs[pair].Ids.Length;

    public ReadOnlySpan<int> Ids(int pair) => _pairs[pair].Ids;

    public ReadOnlySpan<int> TypeIds(int pair) => _pairs[pair].TypeIds;

    /// <summary>Encodes the query with each of the texts.</summary>
    public static TokenPairs Encode(InferenceModel model, string query, IEnumerable<string> texts)
    {
        var encoder = new PairEncoder(model.Tokenizer, new(), model.MaxLength, documentLimit: null, query);
        var scratch = new SequenceScratch();
        return new([.. texts.Select(text =>
        {
            encoder.Encode(text, scratch);
            return (scratch.Ids.ToArray(), scratch.TypeIds.ToArray());
        })]);
    }
}
