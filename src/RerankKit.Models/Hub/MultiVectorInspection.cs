namespace RerankKit.Models;

/// <summary>What the files of a late-interaction model come to: which style they were taken for, and how texts are cut and filled up.</summary>
public sealed record MultiVectorInspection
{
    /// <summary>Whose style the files are in: <c>Stanford</c>, <c>PyLate</c>, <c>sentence-transformers</c>, <c>next-plaid</c>; null where <see cref="Refusal"/> says why none could be read.</summary>
    public string? Style { get; init; }

    /// <summary>What becomes of short queries.</summary>
    public QueryExpansion Expansion { get; init; }

    /// <summary>The length in tokens that short queries are filled up to; null without expansion.</summary>
    public int? ExpansionTokens { get; init; }

    /// <summary>The longest query in tokens, marker and special tokens included.</summary>
    public int? QueryTokens { get; init; }

    /// <summary>The longest document in tokens, likewise.</summary>
    public int? DocumentTokens { get; init; }

    /// <summary>Numbers per vector as the files have it; null where only the graph says.</summary>
    public int? Dimension { get; init; }

    /// <summary>Why the model is late interaction that cannot be loaded; null where it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>Reads the files of a folder.</summary>
    /// <returns>Null where the folder is none of late interaction.</returns>
    internal static MultiVectorInspection? Of(string directory)
    {
        try
        {
            if (MultiVectorFiles.Find(directory) is not { } files)
            {
                return null;
            }

            int limit = ModelLimits.Length(files.Graph, wanted: null);
            var lengths = new RoleLengths(files.Profile, new MultiVectorEncoderOptions(), limit, files.TextLimit(limit));
            (int filled, int query) = lengths.Query();
            return new()
            {
                Style = MultiVectorSettings.NameOf(files.Profile.Style),
                Expansion = filled == 0 ? QueryExpansion.Off : filled == query ? QueryExpansion.Fixed : QueryExpansion.Minimum,
                ExpansionTokens = filled == 0 ? null : filled,
                QueryTokens = query,
                DocumentTokens = lengths.Document(),
                Dimension = files.Profile.Dimension,
            };
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidDataException)
        {
            return new() { Refusal = exception.Message };
        }
    }
}
