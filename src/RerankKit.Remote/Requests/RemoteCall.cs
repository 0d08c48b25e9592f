using System.Buffers;
using System.Text.Encodings.Web;

namespace RerankKit.Remote;

/// <summary>One call: what is asked, in which requests, and the scores that came back so far.</summary>
internal sealed class RemoteCall : IDisposable
{
    // Escapes what JSON requires and nothing more: the body is no part of a page.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ProviderDescription _provider;
    private readonly RerankOptions? _options;
    private readonly JsonObject _extraBody;
    private readonly Lock _lock = new();
    private readonly bool[] _isAnswered; // by request: whole
    private double[] _scores;
    private int _begun;
    private int _requests;
    private int _retries;

    public RemoteCall(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, ProviderDescription provider, int maxDocuments, string? model, JsonObject extraBody)
    {
        Query = query;
        Candidates = candidates is RerankCandidate[] or ArraySegment<RerankCandidate> or List<RerankCandidate> ? candidates : [.. candidates];
        Model = model;
        _options = options;
        _provider = provider;
        _extraBody = extraBody;
        Plan = new(provider, maxDocuments, query, ListSpan.Of(Candidates));
        _isAnswered = new bool[Plan.Requests];
        _scores = ArrayPool<double>.Shared.Rent(Math.Max(Plan.Sent, 1));
        _scores.AsSpan(0, Plan.Sent).Fill(double.NaN);
    }

    public string Query { get; }

    public IReadOnlyList<RerankCandidate> Candidates { get; }

    public string? Model { get; }

    public RequestPlan Plan { get; }

    /// <summary>One per sent candidate; NaN where there is none.</summary>
    public ReadOnlySpan<double> Scores => _scores.AsSpan(0, Plan.Sent);

    public ResponseTally Tally { get; } = new();

    public int Requests => _requests;

    public int Retries => _retries;

    /// <summary>Whether the time was over before every request was answered.</summary>
    public bool IsCutShort { get; set; }

    /// <summary>Requests that were sent and not answered to their end.</summary>
    public int Abandoned => _begun - _isAnswered.Count(answered => answered);

    public int MaxDocumentCharacters => _provider.MaxDocumentCharacters;

    public HeldBackDocuments HeldBack => _provider.HeldBack;

    public int? TopN => _options?.TopN;

    public void Begin() => Interlocked.Increment(ref _begun);

    public void End(int request) => _isAnswered[request] = true;

    /// <summary>Which candidates no answer speaks of, because the time was over.</summary>
    public bool[] CutOff()
    {
        bool[] cutOff = new bool[Candidates.Count];
        for (int request = 0; request < _isAnswered.Length; request++)
        {
            (int start, int count) = Plan.Request(request);
            for (int i = start; i < start + count && !_isAnswered[request]; i++)
            {
                cutOff[Plan.Positions[i]] = double.IsNaN(_scores[i]);
            }
        }

        return cutOff;
    }

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public PooledBuffer Write(int request, string? pageToken)
    {
        (int start, int count) = Plan.Request(request);
        ReadOnlySpan<RerankCandidate> candidates = ListSpan.Of(Candidates);
        var buffer = new PooledBuffer(EstimateBytes(candidates, start, count));
        try
        {
            using var writer = new Utf8JsonWriter(buffer, WriterOptions);
            writer.WriteStartObject();
            var content = new RequestContent
            {
                Query = Query,
                Documents = new(candidates, Plan.Positions.Slice(start, count), MaxDocumentCharacters),
                Model = Model,
                TopN = _options?.TopN is int topN ? Math.Min(topN, count) : null,
                MaxTokensPerDocument = _options?.MaxTokensPerDocument,
                Instruction = _options?.Instruction,
                PageToken = pageToken,
            };
            _provider.Write(writer, in content);
            RequestShape.WriteMembers(writer, _extraBody);
            writer.WriteEndObject();
            writer.Flush();
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Takes an answer; says what is wrong with it, or null.</summary>
    public string? Read(ReadOnlySpan<byte> json, int request, ResponseTally tally)
    {
        (int start, int count) = Plan.Request(request);
        Span<double> scores = _scores.AsSpan(start, count);
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read())
            {
                return "its body is empty";
            }

            _provider.Read(ref reader, scores, tally);
            while (reader.Read())
            {
                // Whatever follows the results must be JSON too.
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // The exception quotes the body, so it goes no further.
            return json.IsEmpty ? "its body is empty" : Invariant($"no JSON at byte {reader.BytesConsumed}");
        }

        return tally.FoundResults ? Judge(tally, count) : "it has no list of results";
    }

    /// <summary>Adds what a readable answer said.</summary>
    public void Add(ResponseTally tally)
    {
        lock (_lock)
        {
            _requests++;
            Tally.Add(tally);
        }
    }

    public void Dispose()
    {
        Plan.Dispose();
        double[] scores = _scores;
        _scores = [];
        if (scores.Length > 0)
        {
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    // Fewer results than documents are an answer; scores without indices for some of them could be anybody's.
    private static string? Judge(ResponseTally tally, int count) =>
        tally.IsPositional && tally.Scored + tally.NotFinite + tally.OutOfRange != count
            ? Invariant($"it has {tally.Scored + tally.NotFinite + tally.OutOfRange} scores without indices for {count} documents")
            : tally.Scored > 0 ? null
            : tally.NotFinite > 0 && tally.OutOfRange == 0 ? Invariant($"none of its {tally.NotFinite} scores is a finite number")
            : "none of its results has a usable index and score";

    private int EstimateBytes(ReadOnlySpan<RerankCandidate> candidates, int start, int count)
    {
        long characters = Query.Length;
        int longest = Query.Length;
        foreach (int position in Plan.Positions.Slice(start, count))
        {
            int length = Math.Min(candidates[position].Text.Length, MaxDocumentCharacters);
            characters += length;
            longest = Math.Max(longest, length);
        }

        // The writer asks for three bytes per character of the string that it writes.
        return (int)Math.Min(1024 + characters + (characters / 16) + (3L * longest) + (96L * count), 1 << 30);
    }
}
