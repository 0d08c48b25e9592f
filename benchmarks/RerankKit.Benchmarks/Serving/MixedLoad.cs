using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RerankKit.Benchmarks;

/// <summary>A server in a process of its own under more load than it can bear, in all dialects, with mistakes among the requests; in the end SIGTERM, while it goes on.</summary>
internal static class MixedLoad
{
    private sealed record Answer(int Status, double Milliseconds);

    public static async Task<string> RunAsync(int concurrency, TimeSpan duration, TimeSpan budget)
    {
        BenchmarkTexts texts = BenchmarkTexts.Load();
        string limit = ((int)budget.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(MixedLoad).Assembly.Location, "serve-http", limit]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process server = Process.Start(start)!;
        var address = new Uri((await server.StandardOutput.ReadLineAsync())!);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = concurrency }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
        var answers = new ConcurrentBag<Answer>();
        var broken = new ConcurrentBag<string>();
        var memory = new List<long>();
        int refusedConnections = 0;
        long begin = Stopwatch.GetTimestamp();
        Task load = Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            while (true)
            {
                (string path, string body) = Request(texts, random);
                long sent = Stopwatch.GetTimestamp();
                try
                {
                    using HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
                    byte[] content = await response.Content.ReadAsByteArrayAsync();
                    answers.Add(new((int)response.StatusCode, Stopwatch.GetElapsedTime(sent).TotalMilliseconds));
                    if (content.Length == 0)
                    {
                        broken.Add("an empty body");
                    }
                }
                catch (HttpRequestException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                {
                    Interlocked.Increment(ref refusedConnections);
                    return;
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
                {
                    broken.Add(exception.Message);
                    return;
                }
            }
        })));
        while (Stopwatch.GetElapsedTime(begin) < duration)
        {
            await Task.Delay(duration / 24, TimeProvider.System);
            server.Refresh();
            memory.Add(server.WorkingSet64);
        }

        int beforeSignal = answers.Count;
        using (Process kill = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await load;
        await server.WaitForExitAsync();
        double[] admitted = [.. answers.Where(answer => answer.Status == 200).Select(answer => answer.Milliseconds).Order()];
        var table = new MarkdownTable("status", "requests");
        foreach (IGrouping<int, Answer> status in answers.GroupBy(answer => answer.Status).OrderBy(group => group.Key))
        {
            table.Add(status.Key.ToString(CultureInfo.InvariantCulture), status.Count().ToString(CultureInfo.InvariantCulture));
        }

        static string mebibytes(long bytes) => (bytes / (1024.0 * 1024)).ToString("F0", CultureInfo.InvariantCulture);
        return $"""
            ## Under a mixed load

            {concurrency} clients without a pause for {duration.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s, five dialects, 1 to 100 documents, one request in twenty with a mistake; TinyBERT-L-2 (generated weights), 16 requests at
            once, 32 in the queue, a budget of {limit} ms. Server and clients share {Environment.ProcessorCount} processors.

            {table}
            Answered (200), ms as the clients see it: p50 {MarkdownTable.Number(Quantile(admitted, 0.5))}, p95 {MarkdownTable.Number(Quantile(admitted, 0.95))}, p99 {MarkdownTable.Number(Quantile(admitted, 0.99))}, longest {MarkdownTable.Number(admitted.DefaultIfEmpty().Last())}.
            Resident memory in MiB, {memory.Count} samples: after the first quarter {mebibytes(memory[memory.Count / 4])}, at the end {mebibytes(memory[^1])}, most {mebibytes(memory.Max())}.
            After SIGTERM {answers.Count - beforeSignal} more requests were answered or refused; {broken.Count} were broken off{(broken.IsEmpty ? "" : $" ({string.Join("; ", broken.Distinct())})")}; {refusedConnections} of {concurrency} clients ended with a refused
            connection; exit code {server.ExitCode}.

            """;
    }

    private static (string Path, string Body) Request(BenchmarkTexts texts, Random random)
    {
        string[] documents = texts.Passages(random.Next(1, random.Next(4) == 0 ? 101 : 21), random.Next(10_000));
        string query = texts.Words(random.Next(1000), 12);
        if (random.Next(20) == 0)
        {
            return ("/v1/rerank", random.Next(2) == 0 ? "{\"query\":\"q\",\"documents\":[" : "{\"query\":\"\",\"documents\":[\"a\"]}");
        }

        return random.Next(5) switch
        {
            0 => ("/rerank", JsonSerializer.Serialize(new { query, texts = documents, return_text = random.Next(2) == 0 })),
            1 => ("/v2/rerank", JsonSerializer.Serialize(new { model = "default", query, documents, top_n = 5 })),
            2 => ("/v1/rerank", JsonSerializer.Serialize(new { query, documents, return_documents = true })),
            3 => ("/rerank", JsonSerializer.Serialize(new { query, documents, use_activation = false })),
            _ => ("/score", JsonSerializer.Serialize(new { text_1 = query, text_2 = documents })),
        };
    }

    private static double Quantile(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
