using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using RerankKit.Remote;

namespace RerankKit.Cli.Reranking;

/// <summary>What calls used up: tokens, requests and units as the service counts them, and money where it has a price.</summary>
internal sealed class SpentUsage
{
    private readonly UsageDetails _usage = new();
    private decimal? _cost;
    private int _questions;
    private int _unanswered;

    /// <summary>Whether something outside of this process was asked.</summary>
    private bool IsRemote => _usage.AdditionalCounts is { Count: > 0 };

    /// <summary>Money, where there is a price.</summary>
    public decimal? Cost => _cost;

    public static SpentUsage Of(RerankResponse response)
    {
        var usage = new SpentUsage();
        usage.Add(response);
        return usage;
    }

    public void Add(RerankResponse response)
    {
        if (response.Usage is not null)
        {
            _usage.Add(response.Usage);
        }

        ChatRerankReport? report = response.GetChatReport();
        _questions += report?.Questions ?? 0;
        _unanswered += report?.Unanswered ?? 0;
        if (response.AdditionalProperties?.TryGetValue(RemoteUsage.Cost, out decimal cost) == true)
        {
            _cost = _cost.GetValueOrDefault() + cost;
        }
    }

    /// <summary>What was used, where a service was asked.</summary>
    public JsonObject? Json()
    {
        if (!IsRemote)
        {
            return null;
        }

        JsonObject json = JsonReport.Map(Counts(), static count => Member(count.Name), static count => count.Value);
        if (_cost is decimal cost)
        {
            json["cost"] = cost;
        }

        return json;
    }

    /// <summary>Says what was used, where a service was asked.</summary>
    public void Report(ToolConsole console)
    {
        if (!IsRemote)
        {
            return;
        }

        IEnumerable<string> counts = Counts().Select(static count => Invariant($"{count.Name.Replace('_', ' ')} {count.Value}"));
        string cost = _cost is decimal money ? Invariant($", cost {money}") : "";
        console.Error.WriteLine($"Used: {string.Join(", ", counts)}{cost}");
        if (_unanswered > 0)
        {
            console.Warn(Invariant($"{_unanswered} of {_questions} questions have no usable answer; what they were about is left in the run's order"));
        }
    }

    // search_units is searchUnits.
    private static string Member(string name) => string.Concat(name.Split('_').Select(static (word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private IEnumerable<(string Name, long Value)> Counts()
    {
        (string Name, long? Value)[] tokens = [("input_tokens", _usage.InputTokenCount), ("output_tokens", _usage.OutputTokenCount), ("total_tokens", _usage.TotalTokenCount)];
        return tokens.Where(static count => count.Value is not null).Select(static count => (count.Name, count.Value!.Value))
            .Concat((_usage.AdditionalCounts ?? []).Select(static count => (count.Key, count.Value)));
    }
}
