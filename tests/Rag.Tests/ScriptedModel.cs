using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rag.Tests;

/// <summary>A chat completions endpoint on this machine that says what a test lets it say, and keeps what it was asked.</summary>
internal sealed class ScriptedModel(Func<string, string> answer) : IDisposable
{
    private readonly LocalServer _server = new(request => Completion(answer(Messages(request)[^1].Content)));

    public string Url => _server.Url + "v1";

    public LocalRequest[] Requests => [.. _server.Requests];

    public static (string Role, string Content)[] Messages(LocalRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return [.. body.RootElement.GetProperty("messages").EnumerateArray().Select(message => (message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!))];
    }

    public void Dispose() => _server.Dispose();

    private static string Completion(string content) => new JsonObject
    {
        ["model"] = "scripted",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content }, ["finish_reason"] = "stop" }),
    }.ToJsonString();
}
