using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using RerankKit.Conformance;

namespace RerankKit.Remote.Tests.Providers;

/// <summary>Each provider's request is, to the byte, what its file in <c>Snapshots/</c> says.</summary>
public class RequestSnapshotTests
{
    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    [TestCaseSource(nameof(Cases))]
    public async Task TheRequestIsTheOneWrittenDown(object data)
    {
        var provider = (ProviderCase)data;
        var server = new FakeServer(provider.UsualAnswer());
        using var reranker = new HttpReranker(
            server.Client(), provider.Options(), new ManualTimeProvider { Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) });

        await reranker.RerankAsync(
            ProviderCase.Query,
            ProviderCase.Candidates,
            new() { TopN = 2, MaxTokensPerDocument = 512, Instruction = "Prefer short answers." });

        SentRequest request = server.Requests.Single();
        Assert.That(() => JsonDocument.Parse(request.Body).Dispose(), Throws.Nothing);
        string actual = Describe(request);
        string name = provider.Name + ".http";
        if (Environment.GetEnvironmentVariable("RERANKKIT_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "..", "Snapshots", name), actual);
            Assert.Ignore("Written.");
        }

        string file = Path.Combine(AppContext.BaseDirectory, "Snapshots", name);
        Assert.That(File.Exists(file), $"{name} is missing. Run the test with RERANKKIT_UPDATE_SNAPSHOTS=1 and commit what it writes.");
        Assert.That(actual, Is.EqualTo(File.ReadAllText(file)));
    }

    private static string Describe(SentRequest request)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append(' ').Append(request.Uri.AbsoluteUri).Append('\n');
        foreach ((string name, string value) in request.Headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        return text.Append('\n').Append(request.Body).Append('\n').ToString();
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
