using System.Text;
using System.Text.RegularExpressions;

namespace RerankKit;

/// <summary>Fills a prompt and makes messages of it.</summary>
internal sealed partial class PromptText(ChatRerankPrompt prompt, ChatRun run, PassageNames names, string answer, int maxRating)
{
    private readonly string _instruction = string.IsNullOrWhiteSpace(run.Instruction)
        ? ""
        : Fill(prompt.InstructionLine, [("{instruction}", run.Instruction), ("{query}", run.Query), ("{boundary}", names.Boundary)]);

    /// <summary>The messages of a question about the candidates at some first-stage ranks.</summary>
    public List<ChatMessage> Write(ReadOnlySpan<int> ranks, bool isRepeated)
    {
        var messages = new List<ChatMessage>();
        if (prompt.System is not null)
        {
            messages.Add(new(ChatRole.System, Fill(prompt.System)));
        }

        var user = new StringBuilder(Fill(prompt.Opening));
        Reply(messages, user, prompt.OpeningReply);
        for (int place = 0; place < ranks.Length; place++)
        {
            user.Append(Fill(prompt.Passage, names[place], run.Text(ranks[place])));
            Reply(messages, user, prompt.PassageReply is null ? null : Fill(prompt.PassageReply, names[place], ""));
        }

        user.Append(Fill(prompt.Closing));
        if (isRepeated)
        {
            user.Append(Fill(prompt.Reminder));
        }

        messages.Add(new(ChatRole.User, user.ToString()));
        return messages;
    }

    private static void Reply(List<ChatMessage> messages, StringBuilder user, string? reply)
    {
        if (reply is not null)
        {
            messages.Add(new(ChatRole.User, user.ToString()));
            messages.Add(new(ChatRole.Assistant, reply));
            user.Clear();
        }
    }

    private string Fill(string template, string id = "", string text = "") => Fill(
        template,
        [
            ("{query}", run.Query),
            ("{instruction}", _instruction),
            ("{count}", names.Count.ToString(CultureInfo.InvariantCulture)),
            ("{max}", maxRating.ToString(CultureInfo.InvariantCulture)),
            ("{answer}", answer),
            ("{boundary}", names.Boundary),
            ("{id}", id),
            ("{text}", text),
        ]);

    // What is put in is not searched for further places.
    private static string Fill(string template, (string Name, string Text)[] places) =>
        Place().Replace(template, match => Array.Find(places, place => place.Name == match.Value).Text ?? match.Value);

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();
}
