using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace RerankKit.AspNetCore.Tests;

/// <summary>The dashboard and the alert rules use series, labels and values that a running server emits.</summary>
public sealed partial class ObservabilityTests
{
    // No request over HTTP is a turn of a conversation, of which this alone tells.
    private const string OnlyInTheProcess = "reused";

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "docs", "observability");

    private static IEnumerable<TestCaseData> Expressions() => PanelExpressions().Concat(Rules().Select(rule => (rule.Name, rule.Expression)))
        .Select(expression => new TestCaseData(expression.Expression).SetArgDisplayNames(expression.Name));

    [TestCaseSource(nameof(Expressions))]
    public async Task WhatAnExpressionUsesIsEmitted(string expression)
    {
        string metrics = await Metrics.Value;
        string[] recorded = [.. Rules().Where(rule => rule.IsRecord).Select(rule => rule.Name)];
        Match[] uses = [.. Series().Matches(expression).Cast<Match>()];
        Assert.That(uses, Is.Not.Empty);
        foreach (Match use in uses)
        {
            string name = use.Groups["name"].Value;
            if (name.Contains(':', StringComparison.Ordinal))
            {
                Assert.That(recorded, Does.Contain(name));
                continue;
            }

            string[] samples = [.. metrics.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))];
            Assert.That(samples, Is.Not.Empty, name);

            // A label that is compared with values is one of this series, and the values are ones that it has.
            foreach (Match label in Compared().Matches(use.Groups["labels"].Value).Where(label => label.Groups["name"].Value != "job"))
            {
                foreach (string value in label.Groups["value"].Value.Split('|').Where(value => value != OnlyInTheProcess))
                {
                    Assert.That(samples, Has.Some.Contains($"{label.Groups["name"].Value}=\"{value}\""), name);
                }
            }
        }

        // What is grouped by is a label of some series of the expression, or one that Prometheus adds.
        foreach (string label in Grouped().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(", ")).Except(["job", "instance"]))
        {
            Assert.That(uses, Has.Some.Matches<Match>(use => Regex.IsMatch(metrics, $"^{use.Groups["name"].Value}\\{{[^}}]*\\b{label}=", RegexOptions.Multiline, TimeSpan.FromSeconds(1))), label);
        }
    }

    [TestCaseSource(nameof(Expressions))]
    public void AnExpressionIsBalanced(string expression)
    {
        var open = new Stack<char>();
        bool isText = false;
        foreach (char c in expression)
        {
            if (c == '"')
            {
                isText = !isText;
            }
            else if (!isText && "([{".IndexOf(c, StringComparison.Ordinal) is >= 0 and int kind)
            {
                open.Push(")]}"[kind]);
            }
            else if (!isText && ")]}".Contains(c, StringComparison.Ordinal))
            {
                Assert.That(open.TryPop(out char expected) && expected == c, $"'{c}' in {expression}");
            }
        }

        Assert.That(isText, Is.False, "a text without an end");
        Assert.That(open, Is.Empty);
    }

    [Test]
    public void TheDashboardIsOneThatGrafanaDraws()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")));
        string[] variables = ["__rate_interval", .. dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("name").GetString()!)];
        JsonElement[] panels = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()];
        Assert.That(panels.Select(panel => panel.GetProperty("id").GetInt32()), Is.Unique);

        // Twenty-four columns, and no two panels in one place.
        (int X, int Y)[] places = [.. panels.SelectMany(panel => Places(panel.GetProperty("gridPos")))];
        Assert.That(places, Is.Unique.And.All.Matches<(int X, int Y)>(place => place is { X: >= 0 and < 24, Y: >= 0 }));
        foreach (JsonElement panel in panels)
        {
            JsonElement[] targets = [.. panel.GetProperty("targets").EnumerateArray()];
            Assert.That(panel.GetProperty("type").GetString(), Is.EqualTo("timeseries"));
            Assert.That(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString(), Is.AnyOf("reqps", "s", "short", "percentunit"));
            Assert.That(targets.Select(target => target.GetProperty("refId").GetString()), Is.Unique.And.Not.Empty);
            Assert.That(targets.Append(panel).Select(each => each.GetProperty("datasource").GetProperty("uid").GetString()), Is.All.EqualTo("${datasource}"));
            foreach (JsonElement target in targets)
            {
                string expression = target.GetProperty("expr").GetString()!;
                Assert.That(Variables().Matches(expression).Select(match => match.Groups["name"].Value).Distinct(), Is.SubsetOf(variables));
                IEnumerable<string> labels = Grouped().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(", "));
                Assert.That(Shown().Matches(target.GetProperty("legendFormat").GetString()!).Select(match => match.Groups["label"].Value).Distinct(), Is.SubsetOf(labels), "a legend names what it is grouped by");
            }
        }

        static IEnumerable<(int X, int Y)> Places(JsonElement grid) =>
            from x in Enumerable.Range(grid.GetProperty("x").GetInt32(), grid.GetProperty("w").GetInt32())
            from y in Enumerable.Range(grid.GetProperty("y").GetInt32(), grid.GetProperty("h").GetInt32())
            select (x, y);
    }

    [Test]
    public void EachAlertIsTestedAndSaysWhatToDo()
    {
        string tested = File.ReadAllText(Path.Combine(Folder, "alerts-test.yaml"));
        foreach ((string name, _, _, YamlMappingNode rule) in Rules().Where(rule => !rule.IsRecord))
        {
            Assert.That(tested, Does.Contain($"alertname=\"{name}\",alertstate=\"firing\""));
            Assert.That(rule["annotations"]["summary"].ToString(), Is.Not.Empty, name);
            Assert.That(rule["annotations"]["description"].ToString(), Is.Not.Empty, name);
            Assert.That(rule["labels"]["severity"].ToString(), Is.AnyOf("info", "warning", "critical"), name);
        }
    }

    [Test]
    public async Task PromtoolFindsThatEachAlertFiresWhereItShould()
    {
        var start = new ProcessStartInfo("promtool", ["test", "rules", Path.Combine(Folder, "alerts-test.yaml")]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process? promtool = StartOrNull(start);
        if (promtool is null)
        {
            Assert.Ignore("No promtool is on the PATH.");
        }

        Task<string> errors = promtool!.StandardError.ReadToEndAsync();
        string output = await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.That(promtool.ExitCode, Is.Zero, output + await errors);
    }

    // What a server says of itself when everything that is charted has happened to it.
    private static readonly Lazy<Task<string>> Metrics = new(async () =>
    {
        await using RunningServer server = await RunningServer.StartAsync(
            services =>
            {
                services.AddReranking().AddReranker(new SharedWords()).UseOpenTelemetry().UseCache();
                services.AddReranking("broken").AddReranker(new SharedWords("broken-model") { Before = _ => throw new IOException() }).UseOpenTelemetry().UseFallback();
            },
            options => options.TimeBudget = TimeSpan.FromMinutes(1));
        foreach (string documents in (string[])["\"a\",\"q\"", "\"a\",\"q\"", "\"a\",\"b\""])
        {
            await server.PostAsync("/v1/rerank", $$"""{"query":"q","documents":[{{documents}}]}""");
        }

        await server.PostAsync("/v1/rerank", """{"query":"q","documents":["a","q"],"model":"broken"}""");
        await server.PostAsync("/v1/rerank", """{"query":"q","documents":["a"]}""", ("RerankKit-Time-Budget", "00:00:00.0000001"));
        return (await server.GetAsync("/metrics")).Body;
    });

    private static IEnumerable<(string Name, string Expression)> PanelExpressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target =>
            ($"{panel.GetProperty("title")}: {target.GetProperty("legendFormat")}", target.GetProperty("expr").GetString()!)))];
    }

    private static IEnumerable<(string Name, string Expression, bool IsRecord, YamlMappingNode Rule)> Rules()
    {
        var alerts = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, "alerts.yaml"));
        alerts.Load(reader);
        foreach (YamlMappingNode rule in ((YamlSequenceNode)alerts.Documents[0].RootNode["groups"][0]["rules"]).Cast<YamlMappingNode>())
        {
            bool isRecord = rule.Children.ContainsKey("record");
            yield return (rule[isRecord ? "record" : "alert"].ToString(), rule["expr"].ToString(), isRecord, rule);
        }
    }

    private static Process? StartOrNull(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("\\b(?<name>(rerankkit|gen_ai_client|te)[_:][a-z_0-9:]+)(?<labels>\\{[^}]*\\})?(?![a-z_]*[=,)])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Series();

    [GeneratedRegex("(?<name>[a-z_]+)=~?\"(?<value>[a-z0-9|_]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Compared();

    [GeneratedRegex("\\b(by|ignoring|on) \\((?<labels>[a-z_, ]+)\\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\$(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variables();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shown();
}
