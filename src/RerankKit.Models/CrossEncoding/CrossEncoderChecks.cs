using System.Globalization;

namespace RerankKit.Models;

/// <summary>Finds out at load what would otherwise be a wrong ranking: no head, another kind of model, a label that nobody named.</summary>
internal static class CrossEncoderChecks
{
    private const string Suffix = "ForSequenceClassification";

    /// <summary>The label whose log-odds are the score.</summary>
    public static int Label(ModelProfile profile, string? name)
    {
        if (profile.Architectures.Count > 0 && !profile.Architectures.Any(architecture => architecture.EndsWith(Suffix, StringComparison.Ordinal))
            && !profile.Modules.Contains("Dense", StringComparer.Ordinal))
        {
            throw new NotSupportedException(
                $"'{profile.Directory}' is a {profile.Architectures[0]}, not a cross-encoder (...{Suffix}): "
                + (profile.IsDecoder ? $"load it with {nameof(DecoderReranker)}." : $"an embedding model has no score for a pair. It ranks by the cosine of its vectors: AddEmbeddings, or {nameof(TextEmbeddingGenerator)} and EmbeddingReranker; one for late interaction is loaded with {nameof(MultiVectorEncoder)}."));
        }

        IReadOnlyList<string> labels = profile.Labels;
        if (name is not null)
        {
            int label = labels.ToList().IndexOf(name);
            return label >= 0 ? label
                : throw new ArgumentException($"{nameof(CrossEncoderOptions.Label)} is '{name}'; the model's labels are {string.Join(", ", labels)}.");
        }

        return RelevantLabel.IndexOf(labels) ?? throw new NotSupportedException(string.Create(
            CultureInfo.InvariantCulture,
            $"'{profile.Directory}' is a classifier with {labels.Count} labels ({string.Join(", ", labels)}), and "
            + $"{(labels.Count == 2 ? $"neither name says that it means relevant (known are {RelevantLabel.Known})" : "not a reranker")}. Name the label that means relevant with {nameof(CrossEncoderOptions)}.{nameof(CrossEncoderOptions.Label)}."));
    }

    /// <summary>The output that holds the logits.</summary>
    /// <param name="outputs">What the graph puts out.</param>
    /// <param name="name">The output's name; null for <c>logits</c>, or else the first.</param>
    /// <param name="profile">Says how many labels there are.</param>
    /// <param name="label">The label that counts.</param>
    /// <exception cref="InvalidDataException">The output is none of a classifier with these labels, or there is none of this name.</exception>
    public static ClassificationHead Head(IReadOnlyList<GraphTensor> outputs, string? name, ModelProfile profile, int label)
    {
        int output = AnswerHead.Find(outputs, name);
        GraphTensor info = outputs[output];
        int labels = profile.Labels.Count;
        long last = info.Shape.Length == 0 ? 1 : info.Shape[^1];
        bool isHeadless = info.Shape.Length > 3
            || (info.Shape.Length == 3 && (last != 1 || info.Shape[1] is not (1 or -1)))
            || (info.Shape.Length == 2 && last >= 0 && last != labels)
            || (info.Shape.Length == 1 && labels != 1);
        return isHeadless
            ? throw new InvalidDataException(Invariant(
                $"The graph of '{profile.Directory}' puts out '{info.Name}' [{string.Join(", ", info.Shape)}] where config.json's {labels} label(s) need [batch, {labels}]. {ClassificationHead.HeadlessHint}"))
            : new(output, labels, label);
    }
}
