using System.Text.Json;

namespace RerankKit;

/// <summary>One question to the model, and the best answer it has had so far.</summary>
internal abstract class ChatQuestion(ChatRerankMethod method, ChatRun run, int[] ranks)
{
    /// <summary>Whether there is a usable answer.</summary>
    public bool HasAnswer { get; protected set; }

    /// <summary>Whether the model was asked as often as allowed and never gave an answer that can be used.</summary>
    public bool IsUnusable { get; set; }

    /// <summary>What the passages are called in the attempt that is under way. Each attempt has names of its own.</summary>
    /// <summary>The score that the answer gives a question's only passage.</summary>
    public double Score { get; protected set; }

    protected PassageNames Names { get; private set; } = null!;

    protected int Count => ranks.Length;

    /// <summary>How the answer should look, in words for the prompt.</summary>
    protected abstract string AnswerShape { get; }

    /// <summary>The schema of the answer; null where there is none.</summary>
    protected abstract ChatResponseFormatJson? Format { get; }

    protected virtual int MaxRating => 0;

    public List<ChatMessage> Write(int attempt)
    {
        string[] texts = Array.ConvertAll(ranks, run.Text);
        Names = PassageNames.Create(method.Prompt.Identifiers, run.Query, texts, attempt);
        return new PromptText(method.Prompt, run, Names, AnswerShape, MaxRating).Write(ranks, isRepeated: attempt > 0);
    }

    public virtual void Configure(ChatOptions options)
    {
        if (method.UseJsonSchema)
        {
            options.ResponseFormat = Format;
        }
    }

    /// <summary>Reads an answer, and keeps it if it is better than the one before.</summary>
    /// <returns>Whether it is good enough not to ask again.</returns>
    public abstract bool Read(ChatResponse response, ChatTally tally);

    /// <summary>Counts what had to be repaired in the answer that is used.</summary>
    public virtual void CountAnswer(ChatTally tally)
    {
    }

    protected static ChatResponseFormatJson Schema(string name, string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return ChatResponseFormat.ForJsonSchema(document.RootElement.Clone(), name);
    }
}
