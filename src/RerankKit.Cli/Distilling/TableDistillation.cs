using RerankKit.Embedded;

namespace RerankKit.Cli.Distilling;

/// <summary>From a model, and perhaps a corpus, to the bytes of a table.</summary>
internal sealed class TableDistillation
{
    // Batches are put together within so many passages: the same ones every time, wherever a run began.
    private const int PassagesPerCall = 128;

    private readonly TextEmbeddingGenerator _model;
    private readonly ToolConsole _console;
    private readonly DistilledTable _table;

    /// <param name="model">The _model.</param>
    /// <param name="directory">Its folder.</param>
    /// <param name="console">Where progress is told.</param>
    /// <exception cref="NotSupportedException">The model's tokenizer is not of BERT's kind.</exception>
    public TableDistillation(TextEmbeddingGenerator model, string directory, ToolConsole console)
    {
        (string[] pieces, TableTokenizer tokenizer) = TableTokenizer.Read(directory, model.LowersCase);
        (_model, _console, _table) = (model, console, new(pieces, tokenizer));
    }

    public int Pieces => _table.IsText.Length;

    /// <summary>Whether the table that was made is for English.</summary>
    public bool IsEnglish => _table.IsEnglish;

    /// <summary>Opens what an earlier run left.</summary>
    /// <param name="path">Its file; null where nothing can be kept.</param>
    /// <param name="corpus">The corpus.</param>
    /// <param name="cancellationToken">Stops the look at the model.</param>
    public async Task<PartialMeans> OpenAsync(string? path, DistillCorpus corpus, CancellationToken cancellationToken)
    {
        (float[] states, _) = await new PieceVectors(_model).ReadAsync(new int[1], "", "", done: null, cancellationToken);
        Hash128 key = Hash128.Of(_model.Metadata.Revision).Then(_model.Metadata.DocumentPrompt).Then(corpus.Digest).Then(PassagesPerCall);
        return PartialMeans.Open(path, key, Pieces, states.Length, _console.TimeProvider);
    }

    /// <summary>A table of a corpus.</summary>
    public async Task<byte[]> FromCorpusAsync(DistillCorpus corpus, PartialMeans partial, CancellationToken cancellationToken)
    {
        var sink = new PassageSink(partial.Means, _table.IsText, _model.DocumentPromptTokens);
        var progress = new DistillProgress(_console, "passages", corpus.Count, partial.Kept);
        foreach (string[] passages in corpus.Read().Skip(partial.Kept).Chunk(PassagesPerCall))
        {
            int truncated = await _model.ReadTokensAsync(passages, sink, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            partial.Means.Truncated += truncated;
            progress.Report(partial.Means.Passages);
            partial.Report();
        }

        partial.Write();
        (PieceRows states, PieceRows texts) = await ReadPiecesAsync("", "", cancellationToken);
        return await Task.Run(() => _table.Write(partial.Means, states, texts), cancellationToken).WaitAsync(cancellationToken);
    }

    /// <summary>A table of the model alone.</summary>
    public async Task<byte[]> FromTemplateAsync(CancellationToken cancellationToken)
    {
        (PieceRows states, _) = await ReadPiecesAsync(PieceTemplate.Before, PieceTemplate.After, cancellationToken);
        (_, PieceRows texts) = await ReadPiecesAsync("", "", cancellationToken);
        return await Task.Run(() => _table.Write(states, texts), cancellationToken).WaitAsync(cancellationToken);
    }

    private async Task<(PieceRows States, PieceRows Texts)> ReadPiecesAsync(string before, string after, CancellationToken cancellationToken)
    {
        int[] pieces = [.. Enumerable.Range(0, Pieces)];
        var progress = new DistillProgress(_console, "pieces of the vocabulary", Pieces);
        (float[] states, float[] pooled) = await new PieceVectors(_model).ReadAsync(pieces, before, after, progress.Report, cancellationToken);
        return (new(states, states.Length / Pieces), new(pooled, pooled.Length / Pieces));
    }
}
