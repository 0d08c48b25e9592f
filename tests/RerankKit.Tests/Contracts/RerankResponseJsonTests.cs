using System.Text.Json;
using System.Text.Json.Serialization;

namespace RerankKit.Tests.Contracts;

public class RerankResponseJsonTests
{
    private static readonly RerankResponse Response = new(
        [
            new(1, 0.9) { RawScore = 2.2, TokenCount = 7, IsTruncated = true },
            new(0, 0.1) { Placement = RerankPlacement.Cached },
            RerankResult.Unscored(2, RerankPlacement.OverBudget),
        ])
    {
        ScoreKind = RerankScoreKind.Probability,
        ModelId = "m",
        QueryTruncation = new() { TokensRead = 96, TokenCount = 402 },
        Usage = new() { InputTokenCount = 12 },
        Stages = [new("time-budget", "spent") { CandidatesIn = 3, CandidatesScored = 2, Duration = TimeSpan.FromMilliseconds(5), Reasons = ["no time for 1 of 3", "the query was cut"] }],
    };

    [Test]
    public void EnumsAreWrittenByName()
    {
        string json = JsonSerializer.Serialize(Response, ResponseJson.Default.RerankResponse);
        Assert.That(json, Does.Contain("\"ScoreKind\":\"Probability\"").And.Contain("\"Placement\":\"Scored\"").And.Contain("\"Placement\":\"Cached\"").And.Contain("\"Placement\":\"OverBudget\""));
        Assert.That(JsonSerializer.Serialize(Response), Does.Contain("\"ScoreKind\":\"Probability\"").And.Contain("\"Placement\":\"Scored\""), "by reflection too");
    }

    [TestCaseSource(nameof(Readers))]
    public void WhatIsWrittenCanBeReadAgain(Func<RerankResponse, RerankResponse> roundTrip)
    {
        RerankResponse read = roundTrip(Response);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Results, Is.EqualTo(Response.Results).AsCollection);
            Assert.That(read.ScoreKind, Is.EqualTo(Response.ScoreKind));
            Assert.That(read.ModelId, Is.EqualTo("m"));
            Assert.That(read.QueryTruncation, Is.EqualTo(Response.QueryTruncation));
            Assert.That(read.Usage?.InputTokenCount, Is.EqualTo(12));
            Assert.That(read.Stages, Is.EqualTo(Response.Stages).AsCollection);
            Assert.That(read.Stages[0].Reasons, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public void EveryPlacementAndKindIsReadByItsName()
    {
        foreach (RerankPlacement placement in Enum.GetValues<RerankPlacement>())
        {
            string json = JsonSerializer.Serialize(placement, ResponseJson.Default.RerankPlacement);
            Assert.That(json, Is.EqualTo($"\"{placement}\""));
            Assert.That(JsonSerializer.Deserialize(json, ResponseJson.Default.RerankPlacement), Is.EqualTo(placement));
        }

        foreach (RerankScoreKind kind in Enum.GetValues<RerankScoreKind>())
        {
            string json = JsonSerializer.Serialize(kind, ResponseJson.Default.RerankScoreKind);
            Assert.That(json, Is.EqualTo($"\"{kind}\""));
            Assert.That(JsonSerializer.Deserialize(json, ResponseJson.Default.RerankScoreKind), Is.EqualTo(kind));
        }
    }

    private static IEnumerable<TestCaseData> Readers()
    {
        yield return new TestCaseData((RerankResponse response) =>
            JsonSerializer.Deserialize(JsonSerializer.Serialize(response, ResponseJson.Default.RerankResponse), ResponseJson.Default.RerankResponse)!).SetArgDisplayNames("source generation");
        yield return new TestCaseData((RerankResponse response) =>
            JsonSerializer.Deserialize<RerankResponse>(JsonSerializer.Serialize(response))!).SetArgDisplayNames("reflection");
        yield return new TestCaseData((RerankResponse response) =>
            JsonSerializer.Deserialize<RerankResponse>(JsonSerializer.Serialize(response, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!).SetArgDisplayNames("as ASP.NET Core writes it");
    }
}

[JsonSerializable(typeof(RerankResponse))]
internal sealed partial class ResponseJson : JsonSerializerContext;
