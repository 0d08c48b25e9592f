using System.Text;
using System.Text.Json;
using RerankKit.Models;

namespace RerankKit.Cli.Tests;

/// <summary>One run of the tool inside the test process: what it printed and how it ended.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The only run that <c>eval --json</c> was about.</summary>
    public JsonElement OnlyRun => Json.GetProperty("runs").EnumerateArray().Single();

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<ToolRun> Of(params string[] arguments) => WithInput("", arguments);

    public static Task<ToolRun> WithInput(string input, params string[] arguments) => With(new MemoryStream(Encoding.UTF8.GetBytes(input)), default, arguments);

    /// <summary>Runs the tool on another hub and cache than those of the environment.</summary>
    public static Task<ToolRun> On(Func<ModelStoreOptions> models, params string[] arguments) => RunAsync(new MemoryStream(), models, arguments, default);

    public static Task<ToolRun> With(Stream input, CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(input, static () => new(), arguments, cancellationToken);

    /// <summary>Fails the test when the tool did not end well.</summary>
    public ToolRun Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, Error);
        return this;
    }

    /// <summary>Holds a refusal to its form: exit code 2, nothing on standard output, no stack trace, and the given words.</summary>
    public void Refused(params string[] words)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ExitCode, Is.EqualTo(2));
            Assert.That(Output, Is.Empty);
            Assert.That(Error, Does.StartWith("error: ").And.Not.Contains("   at "));
            foreach (string word in words)
            {
                Assert.That(Error, Does.Contain(word));
            }
        }
    }

    private static async Task<ToolRun> RunAsync(Stream input, Func<ModelStoreOptions> models, string[] arguments, CancellationToken cancellationToken)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ToolConsole(input, output, error) { ModelStoreDefaults = models };
        int exitCode = await RerankKitTool.RunAsync(arguments, console, cancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
