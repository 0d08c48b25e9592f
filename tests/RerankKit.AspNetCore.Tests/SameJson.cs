using System.Text.Json;
using System.Text.Json.Nodes;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Two answers are the same: members and their order, values, scores to what differs between processors. What differs from call to call has to be there.</summary>
internal static class SameJson
{
    private const double ScoresOfOtherProcessors = 1e-4;

    public static void Assert(JsonNode? expected, JsonNode? actual) => Assert(expected, actual, "$");

    private static void Assert(JsonNode? expected, JsonNode? actual, string where)
    {
        switch (expected)
        {
            case JsonObject members:
                NUnit.Framework.Assert.That(actual!.AsObject().Select(member => member.Key), Is.EqualTo(members.Select(member => member.Key)), where);
                foreach ((string name, JsonNode? value) in members)
                {
                    Assert(value, actual[name], $"{where}.{name}");
                }

                break;
            case JsonArray items:
                NUnit.Framework.Assert.That(actual!.AsArray(), Has.Count.EqualTo(items.Count), where);
                for (int i = 0; i < items.Count; i++)
                {
                    Assert(items[i], actual[i], $"{where}[{i}]");
                }

                break;
            case JsonValue number when number.GetValueKind() == JsonValueKind.Number && where.EndsWith("score", StringComparison.Ordinal):
                NUnit.Framework.Assert.That(actual!.GetValue<double>(), Is.EqualTo(number.GetValue<double>()).Within(ScoresOfOtherProcessors), where);
                break;
            default:
                if (where is "$.id" or "$.created")
                {
                    NUnit.Framework.Assert.That(actual, Is.Not.Null, where);
                }
                else
                {
                    NUnit.Framework.Assert.That(actual?.ToJsonString(), Is.EqualTo(expected?.ToJsonString()), where);
                }

                break;
        }
    }
}
