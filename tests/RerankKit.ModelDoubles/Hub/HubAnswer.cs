using System.Text;

namespace RerankKit.ModelDoubles;

/// <summary>What a <see cref="HubDouble"/> answers.</summary>
internal sealed record HubAnswer(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>After how many bytes of the body the connection is cut; null sends all of it.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After how many bytes of the body the server falls silent until it is closed; null never.</summary>
    public int? SilentAfter { get; init; }

    public static HubAnswer Json(string json) => new(200, Encoding.UTF8.GetBytes(json)) { Headers = { ["Content-Type"] = "application/json" } };

    public static HubAnswer Error(int status, string? code = null, string? message = null)
    {
        var answer = new HubAnswer(status, []);
        if (code is not null)
        {
            answer.Headers["X-Error-Code"] = code;
        }

        if (message is not null)
        {
            answer.Headers["X-Error-Message"] = message;
        }

        return answer;
    }

    public static HubAnswer Redirect(string location) => new(302, []) { Headers = { ["Location"] = location } };
}
