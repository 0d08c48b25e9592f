namespace RerankKit.LateInteraction;

/// <content>What a call does: query, store, encoder, scores.</content>
public sealed partial class LateInteractionReranker
{
    // With a time budget documents are encoded this many at a time at most, in first-stage order; fewer where the calls so far say that fewer fit.
    private const int BudgetBlock = 16;
    private const double SafetyMargin = 0.2;

    // Between blocks of this many documents a cancelled call ends.
    private const int ScoreBlock = 1024;

    private async Task<RerankResponse> ScoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        long start = _timeProvider.GetTimestamp();
        using Deadline? deadline = options?.TimeBudget is TimeSpan budget ? new(_timeProvider, budget, cancellationToken) : null;
        using var call = new LateInteractionCall(candidates, _codec, deadline, cancellationToken);
        int? maxTokens = options?.MaxTokensPerDocument is int limit && !(limit >= _encoderMetadata.MaxDocumentTokens) ? limit : null;
        call.Query = await EncodeQueryAsync(query, call).ConfigureAwait(false);
        StoreUse? store = null;
        if (call.Query?.Count > 0)
        {
            store = _options.Store is null ? null : new(_options, maxTokens, _timeProvider, _logger);
            if (store is not null)
            {
                await store.ReadAsync(call).ConfigureAwait(false);
            }

            await EncodeMissingAsync(call, maxTokens).ConfigureAwait(false);
            Score(call, call.Query);
            if (store is not null)
            {
                await store.WriteAsync(call).ConfigureAwait(false);
                CountLookups(store);
            }
        }

        TimeSpan elapsed = _timeProvider.GetElapsedTime(start) - (store?.Elapsed ?? TimeSpan.Zero);
        RerankStage stage = call.Describe(_options.Name) with { Duration = elapsed };
        return call.Respond(options?.TopN, _encoderMetadata.ModelId, store is null ? [stage] : [stage, store.Describe(call)]);
    }

    private async Task<TokenVectors?> EncodeQueryAsync(string query, LateInteractionCall call)
    {
        IReadOnlyList<TokenVectors>? answer = await call
            .WithinAsync(_encoder.EncodeAsync([query], TextRole.Query, options: null, call.Token))
            .ConfigureAwait(false);
        if (answer is null)
        {
            return null;
        }

        EncoderAnswers.Check(answer, 1, _encoderMetadata);
        call.Count(answer);
        return EncoderAnswers.IsFinite(answer[0])
            ? answer[0]
            : throw new InvalidOperationException(
                $"The encoder '{EncoderAnswers.Name(_encoderMetadata)}' returned a number that is not finite for the query; nothing can be scored by it.");
    }

    private async Task EncodeMissingAsync(LateInteractionCall call, int? maxTokens)
    {
        int[] missing = call.Missing();
        int? begun = null;
        MultiVectorEncodeOptions? options = maxTokens is null ? null : new() { MaxTokens = maxTokens };
        int start = 0;
        while (start < missing.Length)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int size = missing.Length - start;
            if (call.Deadline is not null)
            {
                size = Math.Min(BudgetBlock, _blocks.Next(size, call.Deadline.TimeLeft, begun));
                begun ??= size;
            }

            if (size == 0)
            {
                return;
            }

            ArraySegment<int> part = new(missing, start, size);
            start += size;
            string[] texts = [.. part.Select(index => call.Candidates[index].Text)];
            long begin = _timeProvider.GetTimestamp();
            IReadOnlyList<TokenVectors>? answer = await call
                .WithinAsync(_encoder.EncodeAsync(texts, TextRole.Document, options, call.Token))
                .ConfigureAwait(false);
            if (answer is null)
            {
                _latency.RecordCutOff(texts.Length, _timeProvider.GetElapsedTime(begin));
                return;
            }

            _latency.Record(texts.Length, _timeProvider.GetElapsedTime(begin));
            EncoderAnswers.Check(answer, texts.Length, _encoderMetadata);
            call.Count(answer);
            for (int i = 0; i < texts.Length; i++)
            {
                call.Take(part[i], answer[i]);
            }
        }
    }

    private void Score(LateInteractionCall call, TokenVectors query)
    {
        (ReadOnlyMemory<byte>[] documents, int[] indices) = call.Scorable();
        float[] scores = new float[documents.Length];
        using var maxSim = new MaxSimQuery(query, _codec, new() { Mean = _options.Aggregation == MaxSimAggregation.Mean });
        for (int start = 0; start < documents.Length; start += ScoreBlock)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(ScoreBlock, documents.Length - start);
            maxSim.Score(documents.AsSpan(start, length), scores.AsSpan(start, length), _options.MaxDegreeOfParallelism);
        }

        for (int i = 0; i < scores.Length; i++)
        {
            call.SetScore(indices[i], scores[i]);
        }
    }

    private void CountLookups(StoreUse store)
    {
        if (RerankKitInstruments.TokenVectorLookups.Enabled)
        {
            KeyValuePair<string, object?> provider = new(TelemetryNames.Provider, _metadata.ProviderName);
            RerankKitInstruments.TokenVectorLookups.Add(store.Hits, provider, new(TelemetryNames.StageDecision, "hit"));
            RerankKitInstruments.TokenVectorLookups.Add(store.Misses, provider, new(TelemetryNames.StageDecision, "miss"));
        }
    }
}
