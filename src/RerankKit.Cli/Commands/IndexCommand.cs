using RerankKit.Cli.LateInteraction;
using RerankKit.LateInteraction;
using RerankKit.Sqlite;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit index</c>: encodes the documents of a collection into a store of token vectors.</summary>
internal static class IndexCommand
{
    // What a residual codec is trained on: so many documents, spread over the collection.
    private const int TrainingDocuments = 2_000;

    private const string Notes =
        """
        A document is its title and its text, or what --context makes of it, as in rerank. It is written under its id, with the digest of its
        text: documents that are stored with the same text are skipped, so a build that was interrupted, by Ctrl+C or worse, goes on where it
        stopped, and a changed collection is brought up to date. Every batch is written as a whole; other processes may read the store meanwhile.

        The store keeps the vectors of different models, and of different settings of one model, apart. --vectors says how they are kept;
        residual2 and residual1 are trained on the collection first (ColBERTv2's residual coding). Which of the model's files is taken says
        --weights.

        Examples:
          rerankkit index --model colbert-folder --dataset cranfield --store vectors.db
          rerankkit index --model lightonai/GTE-ModernColBERT-v1 --dataset nfcorpus --store vectors.db --vectors fp16
          rerankkit index --model colbert-folder --dataset nfcorpus --store vectors.db --vectors residual2 --max-length 300
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("index", "Encodes the documents of a collection into a store of token vectors, for rerank --reranker late.", Notes);
        var model = new ModelOptions(of: "");
        model.Model.Required = true;
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl.", HelpName = "folder", Required = true };
        var path = new Option<string>("--store") { Description = "The file to write; made when it does not exist.", HelpName = "file", Required = true };
        ChoiceOption<TokenVectorPrecision> precision = StorePrecision.Create();
        Option<int> batch = CheckedOption.Create<int>(
            "--batch", "n", "Documents per write: what an interruption loses at most.", text => Numbers.Whole(text), value => _ = new TokenVectorBuildOptions { BatchSize = value })
            .WithDefault(new TokenVectorBuildOptions().BatchSize);
        var context = new ContextOptions();
        Array.ForEach([.. model.All, model.AcceptEmbeddingModel, dataset, path, precision, batch, .. context.All], command.Add);
        command.Validators.Add(context.Check);
        command.Validators.Add(model.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            string name = model.Name(result);
            BeirDataset collection = BeirDataset.Load(result.GetRequiredValue(dataset));
            DocumentTexts texts = context.Read(result);
            using var database = RerankDatabase.Open(result.GetRequiredValue(path), new() { HotCacheBytes = 0 });
            using IMultiVectorEncoder encoder = await new EncoderLoader(console).LoadAsync(
                name, model.Request(result), options => model.Configure(result, options), cancellationToken);
            TokenVectorPrecision? asked = result.GetResult(precision) is { Implicit: false } ? precision.Read(result) : null;
            using ITokenVectorStore store = await OpenAsync(database, encoder, asked, collection.ReadCorpus().Select(texts.Of), console, cancellationToken);
            var progress = new IndexProgress(console);
            TokenVectorBuildProgress done;
            try
            {
                done = await store.BuildAsync(
                    encoder,
                    collection.ReadCorpus().Select(document => (document.Id, texts.Of(document))),
                    new() { BatchSize = result.GetValue(batch), Progress = progress },
                    cancellationToken);
            }
            catch (Exception exception) when (exception is OperationCanceledException || UserMessage.IsAboutInput(exception))
            {
                throw progress.WithWhatIsStored(exception);
            }

            await TellAsync(store, encoder, done, progress.Elapsed, console, cancellationToken);
            texts.Report(collection.ReadCorpus(), console);
            InputFiles.WarnOfReplaced(collection, console);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<ITokenVectorStore> OpenAsync(
        RerankDatabase database,
        IMultiVectorEncoder encoder,
        TokenVectorPrecision? asked,
        IEnumerable<string> documents,
        ToolConsole console,
        CancellationToken cancellationToken)
    {
        MultiVectorEncoderMetadata metadata = encoder.GetService<MultiVectorEncoderMetadata>()!;
        RerankDatabaseStatistics statistics = await database.GetStatisticsAsync(cancellationToken);
        if (statistics.Revisions.FirstOrDefault(revision => revision.Name == metadata.Revision) is { } existing)
        {
            return asked is null || asked == existing.Precision
                ? database.OpenTokenVectors(existing.Name)
                : throw new InputException($"The store keeps this model's vectors as {existing.CodecId}, which --vectors cannot change. Leave it out, or name another file with --store.");
        }

        TokenVectorPrecision precision = asked ?? TokenVectorPrecision.Int8;
        TokenVectorCodec codec = precision is TokenVectorPrecision.Residual1Bit or TokenVectorPrecision.Residual2Bit
            ? await TrainAsync(encoder, metadata.Dimension, precision, documents, console, cancellationToken)
            : TokenVectorCodecs.Create(precision, metadata.Dimension);
        return database.OpenTokenVectors(metadata.Revision!, codec);
    }

    private static async Task<TokenVectorCodec> TrainAsync(
        IMultiVectorEncoder encoder, int dimension, TokenVectorPrecision precision, IEnumerable<string> documents, ToolConsole console, CancellationToken cancellationToken)
    {
        string[] texts = [.. documents];
        int step = Math.Max(1, texts.Length / TrainingDocuments);
        string[] sample = [.. texts.Where((_, index) => index % step == 0)];
        console.Error.WriteLine($"Training {precision} on {Figures.Count(sample.Length, "document", "documents")}");
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(sample, TextRole.Document, options: null, cancellationToken);
        float[] all = [.. vectors.SelectMany(document => document.Values.ToArray())];
        long inCollection = (long)all.Length / dimension * texts.Length / sample.Length;
        int centroids = Math.Max(1, Math.Min(ResidualCodec.CentroidCountFor(Math.Max(1, inCollection)), all.Length / dimension / 2));
        return ResidualCodec.Train(all, dimension, precision == TokenVectorPrecision.Residual2Bit ? 2 : 1, centroidCount: centroids);
    }

    private static async Task TellAsync(
        ITokenVectorStore store, IMultiVectorEncoder encoder, TokenVectorBuildProgress done, TimeSpan elapsed, ToolConsole console, CancellationToken cancellationToken)
    {
        if (done.TruncatedCount > 0)
        {
            console.Error.WriteLine(CutTexts.Documents(done.TruncatedCount, done.StoredCount, encoder.GetService<MultiVectorEncoderMetadata>()?.MaxDocumentTokens));
        }

        TokenVectorStoreStatistics all = await store.GetStatisticsAsync(cancellationToken);
        console.Error.WriteLine(
            Invariant($"Stored {done.StoredCount:N0} documents ({done.TokenCount:N0} vectors) in {elapsed.TotalSeconds:0.0} s; {done.SkippedCount:N0} were there already"));
        console.Error.WriteLine(
            Invariant($"The store has {all.DocumentCount:N0} documents, {all.TokenCount:N0} vectors of {store.Codec.Dimension} numbers, {Figures.Bytes(all.ByteCount)} as {store.Codec.Id}"));
    }
}
