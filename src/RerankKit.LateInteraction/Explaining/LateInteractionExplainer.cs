namespace RerankKit.LateInteraction;

/// <summary>Finds for every token of a query the token of a document that it is scored by.</summary>
internal static class LateInteractionExplainer
{
    private static readonly MultiVectorEncodeOptions EncodeOptions = new() { IncludeTokens = true, SkipPooling = true };

    public static async Task<LateInteractionExplanation> ExplainAsync(
        IMultiVectorEncoder encoder, string query, string document, MaxSimAggregation aggregation, CancellationToken cancellationToken)
    {
        MultiVectorEncoderMetadata? metadata = encoder.GetService<MultiVectorEncoderMetadata>();
        TokenVectors queryVectors = await EncodeAsync(encoder, query, TextRole.Query, metadata, cancellationToken).ConfigureAwait(false);
        TokenVectors documentVectors = await EncodeAsync(encoder, document, TextRole.Document, metadata, cancellationToken).ConfigureAwait(false);
        if (queryVectors.Dimension != documentVectors.Dimension)
        {
            throw new InvalidOperationException(
                Invariant($"The encoder returned vectors of dimension {queryVectors.Dimension} for the query and {documentVectors.Dimension} for the document."));
        }

        double[] weights = new double[documentVectors.Count];
        LateInteractionMatch[] matches = Match(queryVectors, documentVectors, weights);
        double sum = matches.Sum(match => match.Similarity);
        double? score = matches.Length == 0 || weights.Length == 0 ? null : aggregation == MaxSimAggregation.Mean ? sum / matches.Length : sum;
        return new(document, score, matches, Highlights.Of(document, documentVectors.Tokens, weights));
    }

    private static LateInteractionMatch[] Match(TokenVectors query, TokenVectors document, double[] weights)
    {
        var matches = new LateInteractionMatch[query.Count];
        for (int q = 0; q < matches.Length; q++)
        {
            int best = -1;
            double similarity = double.NegativeInfinity;
            for (int d = 0; d < document.Count; d++)
            {
                double dot = DoublePrecision.Dot(query[q], document[d]);
                if (dot > similarity)
                {
                    (best, similarity) = (d, dot);
                }
            }

            if (best < 0)
            {
                matches[q] = new(query.Tokens[q], DocumentToken: null, 0);
                continue;
            }

            matches[q] = new(query.Tokens[q], document.Tokens[best], similarity);
            weights[best] += Math.Max(0, similarity);
        }

        return matches;
    }

    private static async Task<TokenVectors> EncodeAsync(
        IMultiVectorEncoder encoder, string text, TextRole role, MultiVectorEncoderMetadata? metadata, CancellationToken cancellationToken)
    {
        IReadOnlyList<TokenVectors> answer = await encoder.EncodeAsync([text], role, EncodeOptions, cancellationToken).ConfigureAwait(false);
        TokenVectors vectors = answer is [{ } only]
            ? only
            : throw new InvalidOperationException($"The encoder '{Name(encoder, metadata)}' did not return one item for one text.");
        if (!EncoderAnswers.IsFinite(vectors))
        {
            throw new InvalidOperationException($"The encoder '{Name(encoder, metadata)}' returned a number that is not finite.");
        }

        if (vectors.Tokens.Count != vectors.Count)
        {
            throw new InvalidOperationException(
                Invariant($"The encoder '{Name(encoder, metadata)}' named {vectors.Tokens.Count} tokens for {vectors.Count} vectors; an explanation needs one for each."));
        }

        foreach (EncodedToken token in vectors.Tokens)
        {
            if (token.Start < 0 || token.Length < 0 || token.Length > text.Length - token.Start)
            {
                throw new InvalidOperationException(
                    Invariant($"The encoder '{Name(encoder, metadata)}' says that the token '{token.Text}' has {token.Length} characters from {token.Start} on; the text has {text.Length}."));
            }
        }

        return vectors;
    }

    private static string Name(IMultiVectorEncoder encoder, MultiVectorEncoderMetadata? metadata) =>
        metadata is null ? encoder.GetType().ToString() : EncoderAnswers.Name(metadata);
}
