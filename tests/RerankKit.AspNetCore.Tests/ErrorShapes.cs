using System.Text.Json;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Where the clients of each dialect look for what was wrong.</summary>
internal static class ErrorShapes
{
    /// <summary>What each client reads that the answer may be for. Fails where one would find nothing, or where the path has no such dialect.</summary>
    public static string[] Messages(string path, string answer)
    {
        using var json = JsonDocument.Parse(answer);
        JsonElement root = json.RootElement;
        string[] members = [.. root.EnumerateObject().Select(member => member.Name)];
        (string shape, string[] messages) = string.Join(',', members) switch
        {
            "error,error_type" => ("tei", [Text(root, "error")]),
            "id,message" => ("cohere", [Text(root, "message")]),
            "error" => ("vllm", [Vllm(root)]),
            "id,message,detail,error" => ("shared", (string[])[Text(root, "message"), Text(root, "detail"), Vllm(root)]),
            string other => throw new InvalidOperationException($"No dialect has an error with {other}."),
        };
        Assert.That(
            path switch { "/v2/rerank" => ["cohere"], "/v1/score" => ["vllm"], _ => (string[])["tei", "shared", "vllm"] },
            Does.Contain(shape),
            path);
        return messages;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new InvalidOperationException($"{name} is null");

    private static string Vllm(JsonElement root)
    {
        JsonElement error = root.GetProperty("error");
        Assert.That(error.GetProperty("code").GetInt32(), Is.GreaterThanOrEqualTo(400));
        Assert.That(Text(error, "type"), Is.Not.Empty);
        return Text(error, "message");
    }
}
