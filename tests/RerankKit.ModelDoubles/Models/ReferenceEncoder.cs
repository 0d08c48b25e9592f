using RerankKit.TestModels;

namespace RerankKit.ModelDoubles;

/// <summary>The rules of late-interaction encoders written down once more, in double precision and one text at a time.</summary>
internal sealed class ReferenceEncoder(IReferenceModel model, HuggingFaceTokenizer tokenizer)
{
    /// <summary>The marker of each role, inserted as the second token; null for none.</summary>
    public (int? Query, int? Document) Markers { get; init; }

    /// <summary>The longest sequence of each role.</summary>
    public (int Query, int Document) Lengths { get; init; }

    /// <summary>What short queries are filled up to; 0 for none.</summary>
    public int FillTo { get; init; }

    public int FillId { get; init; }

    public bool IsFillAttended { get; init; }

    /// <summary>Ids that documents lose.</summary>
    public IReadOnlySet<int> Skipped { get; init; } = new HashSet<int>();

    /// <summary>Text written before each text.</summary>
    public (string Query, string Document) Prefixes { get; init; } = ("", "");

    /// <summary>The first numbers of each vector that are kept.</summary>
    public int Dimension { get; init; } = model.Options.LateInteraction!.Dimension;

    public bool IsNormalized { get; init; } = true;

    /// <summary>The ids of a text.</summary>
    public List<int> Ids(string text, TextRole role)
    {
        bool isQuery = role == TextRole.Query;
        int? marker = isQuery ? Markers.Query : Markers.Document;
        int length = isQuery ? Lengths.Query : Lengths.Document;
        string prefix = isQuery ? Prefixes.Query : Prefixes.Document;
        List<int> ids = [.. tokenizer.Encode(prefix + text, null, new() { MaxLength = length - (marker is null ? 0 : 1) }).Ids];
        if (marker is not null)
        {
            ids.Insert(1, marker.Value);
        }

        return ids;
    }

    /// <summary>The vectors of a text that take part in scoring.</summary>
    public double[][] Encode(string text, TextRole role)
    {
        List<int> ids = Ids(text, role);
        int own = ids.Count;
        if (role == TextRole.Query && own < FillTo)
        {
            ids.AddRange(Enumerable.Repeat(FillId, FillTo - own));
        }

        bool[] attended = [.. Enumerable.Range(0, ids.Count).Select(i => i < own || IsFillAttended)];
        double[] rows = TestProjection.Apply(model.Options, model.HiddenStates([.. ids], attended));
        int width = rows.Length / ids.Count;
        return [.. Enumerable.Range(0, ids.Count)
            .Where(i => role == TextRole.Query || !Skipped.Contains(ids[i]))
            .Select(i => Vector(rows.AsSpan(i * width, Dimension).ToArray()))];
    }

    private double[] Vector(double[] values)
    {
        double length = IsNormalized ? Math.Max(Math.Sqrt(values.Sum(value => value * value)), 1e-12) : 1;
        return [.. values.Select(value => value / length)];
    }
}
