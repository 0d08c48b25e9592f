namespace RerankKit.Models;

/// <content>What the graph leaves of every token, for who makes something else of it than the vector of a text.</content>
public sealed partial class TextEmbeddingGenerator
{
    /// <summary>How the model's files pool tokens.</summary>
    internal IReadOnlyList<EmbeddingPooling> Pooling => _profile.Pooling;

    /// <summary>Whether texts are turned to lower case before the tokenizer reads them.</summary>
    internal bool LowersCase => _profile.LowersCase;

    /// <summary>Whether the graph puts out a vector per token.</summary>
    internal bool HasTokens => !_output().IsPooled;

    /// <summary>How many tokens in front of a document are special or of the prompt.</summary>
    internal int DocumentPromptTokens => TokensOf(_profile.DocumentPrompt);

    /// <summary>Reads texts as documents: behind the prompt of documents, cut at the model's length.</summary>
    /// <param name="texts">The texts; they run in batches among themselves, put together the same way every time.</param>
    /// <param name="sink">Receives the hidden states of all tokens.</param>
    /// <param name="cancellationToken">Stops the runs.</param>
    /// <returns>How many texts were cut.</returns>
    internal async Task<int> ReadTokensAsync(IReadOnlyList<string> texts, ITokenVectorSink sink, CancellationToken cancellationToken)
    {
        var encoder = new TextEncoder(
            _model.Tokenizer, new() { MaxTokens = _model.MaxLength, Prefix = _profile.DocumentPrompt, LowersCase = _profile.LowersCase }, _model.MaxLength);
        using SequenceRequest request = _writer.Write(encoder, texts.Count, index => texts[index], sink, cancellationToken);
        await RunAsync(request, cancellationToken).ConfigureAwait(false);
        return Enumerable.Range(0, request.Count).Count(request.IsTruncated);
    }

    /// <summary>Reads sequences as they are.</summary>
    internal async Task ReadTokensAsync(IReadOnlyList<TokenSequence> sequences, ITokenVectorSink sink, CancellationToken cancellationToken)
    {
        using var request = new SequenceRequest(sequences.Count, arenas: 1) { Sink = sink };
        for (int i = 0; i < sequences.Count; i++)
        {
            request.Write(i, 0, sequences[i].Ids, sequences[i].TypeIds, isTruncated: false);
        }

        await RunAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(SequenceRequest request, CancellationToken cancellationToken)
    {
        BatchScheduler scheduler = await _model.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        request.Arrange([], blockSize: 0);
        await scheduler.ScoreAsync(request, deadline: null, cancellationToken).ConfigureAwait(false);
    }
}
