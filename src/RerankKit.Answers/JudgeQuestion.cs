namespace RerankKit.Answers;

/// <summary>A question to a judging language model, whose answer is an object of JSON. The prompts are in docs/answers.md.</summary>
internal sealed class JudgeQuestion
{
    private readonly ChatMessage[] _messages;
    private readonly ChatOptions _options;

    private JudgeQuestion(string name, string schema, string instruction, string content)
    {
        _messages = [new(ChatRole.System, instruction), new(ChatRole.User, content)];
        using var json = JsonDocument.Parse(schema);
        _options = new() { Temperature = 0, ResponseFormat = ChatResponseFormat.ForJsonSchema(json.RootElement.Clone(), name) };
    }

    /// <summary>Which statements of a text the passages support.</summary>
    public static JudgeQuestion Support(string question, string text, IReadOnlyList<string> passages) => new(
        "statements",
        """
        {"type":"object","properties":{"statements":{"type":"array","items":{"type":"object","properties":{"statement":{"type":"string"},"supported":{"type":"boolean"}},
        "required":["statement","supported"],"additionalProperties":false}}},"required":["statements"],"additionalProperties":false}
        """,
        Prompts.Support,
        $"Question:\n{question}\n\nText:\n{text}\n\n{Prompts.Number(passages)}");

    /// <summary>Which statements two answers share.</summary>
    public static JudgeQuestion Compare(string question, string answer, string reference) => new(
        "comparison",
        """
        {"type":"object","properties":{"both":{"type":"array","items":{"type":"string"}},"onlyAnswer":{"type":"array","items":{"type":"string"}},
        "onlyReference":{"type":"array","items":{"type":"string"}}},"required":["both","onlyAnswer","onlyReference"],"additionalProperties":false}
        """,
        Prompts.Compare,
        $"Question:\n{question}\n\nAnswer:\n{answer}\n\nReference:\n{reference}");

    /// <summary>Which passages help to arrive at an answer.</summary>
    public static JudgeQuestion Usefulness(string question, string answer, IReadOnlyList<string> passages) => new(
        "passages",
        """{"type":"object","properties":{"useful":{"type":"array","items":{"type":"boolean"}}},"required":["useful"],"additionalProperties":false}""",
        Prompts.Usefulness,
        $"Question:\n{question}\n\nAnswer:\n{answer}\n\n{Prompts.Number(passages)}");

    /// <summary>How relevant a passage is to a query.</summary>
    public static JudgeQuestion Relevance(string query, string passage) => new(
        "relevance",
        """{"type":"object","properties":{"grade":{"type":"integer","enum":[0,1,2,3]}},"required":["grade"],"additionalProperties":false}""",
        Prompts.Relevance,
        $"Query:\n{query}\n\nPassage:\n{passage}");

    /// <summary>Asks, and once more where the answer is not what was asked for.</summary>
    /// <param name="judge">Is asked.</param>
    /// <param name="read">Takes the value out of the object, or throws a <see cref="FormatException"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<JudgeAnswer<T>> AskAsync<T>(IChatClient judge, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        JudgeAnswer<T> first = await AskOnceAsync(judge, _messages, read, cancellationToken).ConfigureAwait(false);
        return first.Problem is null
            ? first
            : await AskOnceAsync(judge, [.. _messages, new(ChatRole.Assistant, first.Response.Text), new(ChatRole.User, Prompts.Again)], read, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JudgeAnswer<T>> AskOnceAsync<T>(IChatClient judge, ChatMessage[] messages, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        ChatResponse response = await judge.GetResponseAsync(messages, _options, cancellationToken).ConfigureAwait(false);
        try
        {
            return new(read(JudgeAnswer.Parse(response.Text)), null, response);
        }
        catch (FormatException exception)
        {
            return new(default!, exception.Message, response);
        }
    }
}
