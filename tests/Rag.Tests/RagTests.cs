using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Tests;

/// <summary>The sample as somebody starts it, a process, with a scripted model behind the endpoint.</summary>
public sealed class RagTests
{
    private const string Question = "accidentally removed a folder last week, how do I get it back";

    [Test]
    public async Task AQuestionIsAnsweredWithTheSourcesThatTheAnswerCites()
    {
        using var model = new ScriptedModel(_ => "Restore it from the bin [2]. It stays there for a while [2, 1]. See [9].");

        (int exitCode, string output, string error) = await RunAsync("", ["--url", model.Url, "--model", "scripted-1", "--api-key-variable", "RAG_TEST_KEY", "--top", "2", Question], ("RAG_TEST_KEY", "a-key-of-the-test"));

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        LocalRequest request = model.Requests.Single();
        Assert.That(request.Path, Is.EqualTo("/v1/chat/completions"));
        Assert.That(request.Headers["Authorization"], Is.EqualTo("Bearer a-key-of-the-test"));
        Assert.That(request.Body, Does.Contain("\"scripted-1\""));
        (string role, string content) = ScriptedModel.Messages(request)[^1];
        Assert.That(role, Is.EqualTo("user"));
        Assert.That(content, Does.StartWith("[1] ").And.Contain("\n[2] ").And.Not.Contain("\n[3] ").And.EndWith("Question: " + Question));
        Assert.That(output, Does.StartWith("Restore it from the bin [2].").And.Match(@"\n  \[2\] [a-z0-9-]+: .+\n  \[1\] [a-z0-9-]+: ").And.Contain("cites what it was not given: 9."));
        Assert.That(output + error, Does.Not.Contain("a-key-of-the-test"));
    }

    [Test]
    public async Task AFollowUpIsAskedInItsConversation()
    {
        using var model = new ScriptedModel(_ => "In the bin [1].");

        (int exitCode, string output, string error) = await RunAsync($"{Question}\n\nand for how long is it kept\n", ["--url", model.Url]);

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(model.Requests, Has.Length.EqualTo(2));
        (string Role, string Content)[] second = ScriptedModel.Messages(model.Requests[1]);
        Assert.That(second.Select(message => message.Role), Is.EqualTo(["system", "user", "assistant", "user"]));
        Assert.That(second[1].Content, Is.EqualTo(Question), "passages of earlier questions are not said again");
        Assert.That(second[2].Content, Is.EqualTo("In the bin [1]."));
        Assert.That(Regex.Count(output, @"In the bin \[1\]\.", RegexOptions.None, TimeSpan.FromSeconds(1)), Is.EqualTo(2));
    }

    [Test]
    public async Task BeforeAndAfterAreAnsweredAndCounted()
    {
        // A model that trusts what it reads first.
        using var model = new ScriptedModel(_ => "So it is [1].");

        (int exitCode, string output, string error) = await RunAsync("", ["--url", model.Url, "--before-after"]);

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(model.Requests, Has.Length.EqualTo(60));
        Assert.That(output, Does.Contain("of 30"));
        // Every question of the collection has one passage of grade 3.
        string[] read = [.. output.Split('\n').Where(line => line.StartsWith("          read: ", StringComparison.Ordinal))];
        string[] before = [.. read.Where((_, i) => i % 2 == 0)];
        string[] after = [.. read.Where((_, i) => i % 2 == 1)];
        Assert.That(before, Is.Not.EqualTo(after));
        Assert.That(Row(output, "the passage with the answer was read"), Is.EqualTo((before.Count(HasAnswer), after.Count(HasAnswer))));
        Assert.That(Row(output, "the passage with the answer was cited"), Is.EqualTo((before.Count(BeginsWithAnswer), after.Count(BeginsWithAnswer))));
        Assert.That(Row(output, "nothing was cited"), Is.EqualTo((0, 0)));

        static bool HasAnswer(string line) => line.Contains("(3)", StringComparison.Ordinal);
        static bool BeginsWithAnswer(string line) => line.Split(',')[0].EndsWith("(3)", StringComparison.Ordinal);
    }

    [Test]
    public async Task WhatNobodyFindsIsNotAsked()
    {
        using var model = new ScriptedModel(_ => "never");

        (int exitCode, string output, _) = await RunAsync("", ["--url", model.Url, "xyzzy"]);

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.StartWith("Nothing in the collection"));
        Assert.That(model.Requests, Is.Empty);
    }

    [TestCase("needs a url", "--url", "--depth", "5")]
    [TestCase("no address", "nowhere", "--url", "nowhere", Question)]
    [TestCase("no key", "RAG_TEST_NO_SUCH_KEY", "--url", "http://127.0.0.1:9", "--api-key-variable", "RAG_TEST_NO_SUCH_KEY", Question)]
    [TestCase("none", "1 or more", "--url", "http://127.0.0.1:9", "--top", "0", Question)]
    [TestCase("no collection", "gone", "--url", "http://127.0.0.1:9", "--dataset", "gone", Question)]
    public async Task AMistakeEndsInOneMessageWithoutAStackTrace(string what, string expected, params string[] arguments)
    {
        (int exitCode, _, string error) = await RunAsync("", [.. arguments.Where(argument => argument.Length > 0)]);

        Assert.That(exitCode, Is.Not.Zero, what);
        Assert.That(error, Does.Contain(expected).And.Not.Contains("   at ").And.Not.Contains("Unhandled"), what);
    }

    [Test]
    public async Task AnAnswerThatIsNoneIsAnErrorThatNamesTheService()
    {
        using var server = new LocalServer(_ => "<html>not a model</html>");

        (int exitCode, string output, string error) = await RunAsync("", ["--url", server.Url, Question]);

        Assert.That(exitCode, Is.EqualTo(2), output);
        Assert.That(error, Does.StartWith("error: ").And.Not.Contains("   at "));
    }

    private static (int Before, int After) Row(string output, string what)
    {
        Match row = Regex.Match(output, Regex.Escape(what) + @" +(?<before>\d+) +(?<after>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.That(row.Success, output);
        return (int.Parse(row.Groups["before"].Value, CultureInfo.InvariantCulture), int.Parse(row.Groups["after"].Value, CultureInfo.InvariantCulture));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Rag.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ReplaceLineEndings("\n"), await error);
    }
}
