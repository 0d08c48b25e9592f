using System.Collections.Concurrent;

namespace RerankKit.LateInteraction.Tests;

/// <summary>An encoder whose tokens are the words of a text, each with a vector of its own; a callback may answer in its place.</summary>
internal sealed class WordEncoder : IMultiVectorEncoder
{
    public const int Dimension = 16;

    private readonly Func<WordEncoderCall, Task<IReadOnlyList<TokenVectors>>> _respond;

    public WordEncoder(Func<WordEncoderCall, Task<IReadOnlyList<TokenVectors>>>? respond = null) =>
        _respond = respond ?? (call => Task.FromResult(Encode(call)));

    public WordEncoder(Func<WordEncoderCall, IReadOnlyList<TokenVectors>> respond)
        : this(call => Task.FromResult(respond(call)))
    {
    }

    public MultiVectorEncoderMetadata? Metadata { get; init; } = new("words", Dimension)
    {
        ModelId = "words-16",
        Revision = "r1",
        MaxQueryTokens = 32,
        MaxDocumentTokens = 1000,
    };

    public ConcurrentQueue<WordEncoderCall> Calls { get; } = new();

    public IEnumerable<WordEncoderCall> DocumentCalls => Calls.Where(call => call.Role == TextRole.Document);

    public int DisposeCount { get; private set; }

    public static IReadOnlyList<TokenVectors> Encode(WordEncoderCall call) => [.. call.Texts.Select(text => Encode(text, call.Options))];

    public static TokenVectors Encode(string text, MultiVectorEncodeOptions? options = null)
    {
        EncodedToken[] words = [.. Words(text)];
        int read = Math.Min(words.Length, options?.MaxTokens ?? int.MaxValue);
        float[] values = [.. words.Take(read).SelectMany(word => Vector(word.Text))];
        return new(values, Dimension)
        {
            Tokens = options?.IncludeTokens == true ? words[..read] : [],
            TokenCount = read + 2,
            IsTruncated = read < words.Length,
        };
    }

    /// <summary>A vector of length 1 that depends on the word alone. Different words have similarities of both signs.</summary>
    public static float[] Vector(string word)
    {
        uint state = 2166136261;
        foreach (char c in word.ToUpperInvariant())
        {
            state = (state ^ c) * 16777619;
        }

        float[] vector = new float[Dimension];
        for (int i = 0; i < vector.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            vector[i] = (state / (float)uint.MaxValue) - 0.5f;
        }

        float norm = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / norm)];
    }

    /// <summary>The score by its definition, in double.</summary>
    public static double Score(string query, string document) =>
        Words(query).Sum(q => Words(document).Max(d => Vector(q.Text).Zip(Vector(d.Text), (a, b) => (double)a * b).Sum()));

    public Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = new WordEncoderCall([.. texts], role, options, cancellationToken);
        Calls.Enqueue(call);
        return _respond(call);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(MultiVectorEncoderMetadata) ? Metadata
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => DisposeCount++;

    private static IEnumerable<EncodedToken> Words(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && !char.IsWhiteSpace(text[i]) && !char.IsPunctuation(text[i]);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                yield return new(text[start..i], start, i - start);
                start = -1;
            }
        }
    }
}

/// <summary>What a <see cref="WordEncoder"/> was called with.</summary>
internal sealed record WordEncoderCall(
    IReadOnlyList<string> Texts, TextRole Role, MultiVectorEncodeOptions? Options, CancellationToken CancellationToken);
