using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace RerankKit.Cli.Chat;

/// <summary>Finds answers in a recording, asks for those that are missing, and keeps them before anybody can lose them.</summary>
internal sealed class RecordedChatClient(IChatClient client, ChatRecording recording, ChatPurpose purpose) : DelegatingChatClient(client)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] all = [.. messages];
        string key = Key(all, options);
        return recording.Find(key) ?? recording.Add(key, purpose, all, await base.GetResponseAsync(all, options, cancellationToken));
    }

    private string Key(ChatMessage[] messages, ChatOptions? options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void add(string? text) => hash.AppendData(Encoding.UTF8.GetBytes(Invariant($"{text?.Length}:{text}")));
        add(purpose.Model);
        add(Invariant($"{purpose.Attempt} {options?.Temperature}"));
        add((options?.ResponseFormat as ChatResponseFormatJson)?.Schema?.GetRawText());
        foreach (ChatMessage message in messages)
        {
            add(message.Role.Value);
            add(message.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
