using RerankKit.Cli.Distilling;
using RerankKit.Cli.Models;
using RerankKit.Onnx;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit distill</c>: a table of the embedded reranker from an embedding model and a corpus.</summary>
internal static class DistillCommand
{
    private const string Notes =
        """
        A table is what the embedded reranker ranks by: a vector of 128 numbers and a weight for each piece of the model's vocabulary. Any embedding
        model with BERT's kind of tokenizer (WordPiece, at most 65,536 pieces) gives one; no judgements are needed.

        With --corpus the vectors are the means of what the model says of each piece in your passages, and the weights their document frequencies
        there. It is a folder in the BEIR layout, a .jsonl file of its lines, or a text file with a passage a line, each plain or gzip. Without it each
        piece is looked at in a sentence of nothing else, as for the table in the tool.

        What was read is kept every 20 seconds in TABLE.partial. Interrupted, by Ctrl+C or worse, the same command goes on from there, to the same
        table.

        Examples:
          rerankkit distill --model sentence-transformers/all-MiniLM-L6-v2 --corpus collection --output mine.table
          rerankkit distill --model model-folder --corpus passages.txt --output mine.table
          rerankkit rerank --dataset collection --run bm25.run --reranker embedded --table mine.table --depth 100 --output mine.run
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("distill", "Makes a table for the embedded reranker from an embedding model and a corpus of your own.", Notes);
        var model = new ModelOptions(of: "");
        model.Model.Required = true;
        var corpus = new Option<string>("--corpus") { Description = "Passages: a folder in the BEIR layout, a .jsonl file of its lines, or a text file with a passage a line.", HelpName = "folder-or-file" };
        var output = new Option<string>("--output") { Description = "The table to write.", HelpName = "file", Required = true };
        Array.ForEach([.. model.All, corpus, output], command.Add);
        command.Validators.Add(model.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            long start = console.TimeProvider.GetTimestamp();
            string name = model.Name(result);
            using var target = TargetFile.Find(result.GetRequiredValue(output));
            DistillCorpus? passages = result.GetValue(corpus) is { } path ? DistillCorpus.Open(path, cancellationToken) : null;
            using ModelStore store = console.CreateModelStore();
            StoredModel stored = await DownloadProgress.RunAsync(console, progress => store.ResolveAsync(name, model.Request(result), progress, cancellationToken));
            console.Error.WriteLine($"Model {stored.Id ?? name}: {stored.OnnxFile} ({stored.Reason})");
            var options = new TextEmbeddingOptions();
            model.Configure(result, options);
            using var generator = TextEmbeddingGenerator.Load(stored, options);
            if (!generator.HasTokens)
            {
                throw new InputException($"'{stored.OnnxFile}' puts out one vector per text, and a table is made of those of tokens. Take an export without pooling, such as onnx/model.onnx.");
            }

            var work = new TableDistillation(generator, stored.Directory, console);
            byte[] table = passages is null
                ? await work.FromTemplateAsync(cancellationToken)
                : await ReadAsync(work, passages, target, console, cancellationToken);
            target.Open().Write(table);
            target.Commit();
            if (target.IsPlain)
            {
                File.Delete(PartialPath(target));
            }

            string of = passages is null ? "no corpus" : Figures.Count(passages.Count, "passage", "passages");
            console.Error.WriteLine(Invariant(
                $"Wrote '{target.Path}' of {of}: {work.Pieces:N0} pieces, {Figures.Bytes(table.Length)}, in {console.TimeProvider.GetElapsedTime(start).TotalSeconds:0.0} s"));
            if (!work.IsEnglish)
            {
                console.Error.WriteLine("It is not for English: what ranks by it does not look at the language of query and candidates");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static string PartialPath(TargetFile target) => target.Path + ".partial";

    private static async Task<byte[]> ReadAsync(TableDistillation work, DistillCorpus passages, TargetFile target, ToolConsole console, CancellationToken cancellationToken)
    {
        PartialMeans partial = await work.OpenAsync(target.IsPlain ? PartialPath(target) : null, passages, cancellationToken);
        string from = partial.Kept == 0 ? "" : Invariant($"; {partial.Kept:N0} of them were read before");
        console.Error.WriteLine(Invariant($"Reading {passages.Count:N0} passages{from}"));
        try
        {
            byte[] table = await work.FromCorpusAsync(passages, partial, cancellationToken);
            if (partial.Means.Truncated > 0)
            {
                console.Error.WriteLine(Invariant($"{partial.Means.Truncated:N0} passages are longer than the model reads; what is behind that takes no part"));
            }

            return table;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedException($"Cancelled. {partial.Whereabouts(passages.Count)}", cancellationToken);
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception) && partial.Kept > 0)
        {
            throw new UnfinishedException($"{UserMessage.Of(exception)}\n{partial.Whereabouts(passages.Count)}", exception);
        }
    }
}
