using Microsoft.AspNetCore.Builder;
using RerankKit.AspNetCore;
using RerankKit.Cli.Serving;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit serve</c>: a reranker behind HTTP, in the dialects that clients speak.</summary>
internal static class ServeCommand
{
    private const string Notes =
        """
        Clients of Text Embeddings Inference (/rerank), Cohere (/v1/rerank, /v2/rerank), Jina and vLLM (/v1/rerank, /score), OpenSearch's
        connectors and Elasticsearch's custom service are answered in their own words. /health is readiness, /metrics is for Prometheus,
        /scalar is a page to try it on. Ctrl+C or SIGTERM: what was taken is answered, then the server ends.

        An API key is read from the environment variable that --api-key-variable names; without one anybody who reaches the address is answered.

        Examples:
          rerankkit serve --reranker embedded
          rerankkit serve --model cross-encoder/ms-marco-MiniLM-L6-v2 --time-budget 1s
          rerankkit serve --model model-folder --urls http://0.0.0.0:8080 --api-key-variable RERANK_KEY
        """;

    // As long as requests may take, and the host waits for them.
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(30);

    public static Command Create(ToolConsole console)
    {
        var reranker = new RerankerChoice(console);
        var command = new DocumentedCommand("serve", "Serves a reranker over HTTP, for clients of TEI, Cohere, Jina, vLLM, OpenSearch and Elasticsearch.", Notes);
        Option<string> urls = CheckedOption.Create<string>(
            "--urls", "address", "Where it listens; several are separated by semicolons. Port 0 takes a free one.", text => text, CheckAddresses).WithDefault("http://127.0.0.1:8080");
        var keyVariable = new Option<string>("--api-key-variable") { Description = "The environment variable with the key that requests have to carry. [default: no key]", HelpName = "name" };
        var defaults = new RerankingServerOptions();
        Option<TimeSpan?> budget = CheckedOption.Create<TimeSpan?>(
            "--time-budget", "time", "How long a request may take from its arrival, 500ms or 2s: what is scored by then is the answer. [default: no limit]", text => Numbers.Time(text), value => defaults.TimeBudget = value);
        Option<int> documents = RunOutput.CreateCount("--max-documents", "How many documents a request may have.", defaults.MaxDocuments);
        Option<int> concurrency = RunOutput.CreateCount("--concurrency", "How many requests are reranked at the same time.", defaults.MaxConcurrentRequests);
        var anyModel = new Option<bool>("--accept-unknown-models") { Description = "Answer requests that name another model, for clients whose model name is fixed." };
        Option[] all = [reranker.Reranker, urls, keyVariable, budget, documents, concurrency, anyModel, .. reranker.Settings.Where(option => option != reranker.CorpusStatistics)];
        Array.ForEach(all, command.Add);
        command.Validators.Add(reranker.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            string? variable = result.GetValue(keyVariable);
            string? key = variable is null ? null
                : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value
                : throw new InputException($"--api-key-variable is '{variable}', and there is no such environment variable, or it is empty.");
            console.Patience = Shutdown + TimeSpan.FromSeconds(5);
            IReranker source = reranker.Read(result).Create(result, corpus: null, cancellationToken);
            await using WebApplication application = ToolServer.Build(source, result.GetRequiredValue(urls)!, key, Shutdown, options =>
            {
                options.TimeBudget = result.GetValue(budget);
                options.MaxDocuments = result.GetValue(documents);
                options.MaxConcurrentRequests = result.GetValue(concurrency);
                options.AcceptsUnknownModels = result.GetValue(anyModel);
            });
            await application.StartAsync(cancellationToken);
            ToolServer.Announce(application, variable, console);
            await Task.Delay(Timeout.InfiniteTimeSpan, console.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await application.StopAsync(CancellationToken.None);
            console.Error.WriteLine("Stopped.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void CheckAddresses(string addresses)
    {
        foreach (string address in addresses.Split(';'))
        {
            // Hosts may be * and +, which are no names.
            if (!Uri.TryCreate(address.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal), UriKind.Absolute, out Uri? uri)
                || uri.Scheme != Uri.UriSchemeHttp)
            {
                throw new FormatException("allowed is an address such as http://127.0.0.1:8080; for https put a proxy in front.");
            }
        }
    }
}
