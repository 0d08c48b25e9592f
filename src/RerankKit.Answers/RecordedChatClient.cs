using Microsoft.Extensions.AI;

namespace RerankKit.Answers;

/// <summary>Finds answers in a recording, asks for those that are missing, and keeps them before anybody can lose them.</summary>
internal sealed class RecordedChatClient(IChatClient client, ChatRecording recording, int attempt) : DelegatingChatClient(client)
{
    private readonly string? _model = client.GetService<ChatClientMetadata>()?.DefaultModelId;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] all = [.. messages];
        string? model = options?.ModelId ?? _model;
        string key = ChatRecording.KeyOf(model, attempt, all, options);
        if (recording.Find(key) is { } known)
        {
            return known;
        }

        ChatResponse response = await base.GetResponseAsync(all, options, cancellationToken).ConfigureAwait(false);
        recording.Add(key, model, attempt, all, response);
        return response;
    }
}
