using Microsoft.Extensions.AI;

namespace RerankKit.Tests.Llm;

/// <summary>Prompts of trained models, byte for byte.</summary>
public class ChatRerankPromptTests
{
    private const string Mxbai = "You are a search relevance expert who evaluates how well documents match search queries. For each query-document pair, carefully analyze "
        + "the semantic relationship between them, then provide your binary relevance judgment (0 for not relevant, 1 for relevant).\nRelevance:";

    [Test]
    public async Task Qwen3RerankerGetsTheBytesItWasTrainedWith()
    {
        string prompt = ChatMl(await AskAsync(YesNoChatMethod.Qwen3Reranker)) + "<think>\n\n</think>\n\n";
        Assert.That(prompt, Is.EqualTo(
            "<|im_start|>system\nJudge whether the Document meets the requirements based on the Query and the Instruct provided. Note that the answer can only be "
            + "\"yes\" or \"no\".<|im_end|>\n<|im_start|>user\n<Instruct>: Given a web search query, retrieve relevant passages that answer the query\n<Query>: how to rotate\n"
            + "<Document>: Rotate it.<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"));
    }

    [Test]
    public async Task MxbaiRerankV2GetsTheBytesItWasTrainedWith()
    {
        const string system = "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n<|im_start|>user\n";
        const string body = "query: how to rotate\ndocument: Rotate it.\n" + Mxbai + "<|im_end|>\n<|im_start|>assistant\n";
        Assert.That(ChatMl(await AskAsync(YesNoChatMethod.MxbaiRerankV2)), Is.EqualTo(system + body));
        Assert.That(ChatMl(await AskAsync(YesNoChatMethod.MxbaiRerankV2, "find code")), Is.EqualTo(system + "instruction: find code\n" + body));
    }

    [Test]
    public async Task BgeRerankerGemmaGetsTheBytesItWasTrainedWith()
    {
        AskedQuestion question = await AskAsync(YesNoChatMethod.BgeRerankerGemma);
        Assert.That(question.Messages, Has.Count.EqualTo(1));
        Assert.That(question.User, Is.EqualTo(
            "A: how to rotate\nB: Rotate it.\nGiven a query A and a passage B, determine whether the passage contains an answer to the query by providing a prediction of "
            + "either 'Yes' or 'No'."));
    }

    [Test]
    public async Task RankGptGetsItsDialogue()
    {
        var client = new ScriptedChatClient(_ => "[2] > [1]");
        using var reranker = new ChatClientReranker(client, new() { Method = new ListwiseChatMethod { Prompt = ChatRerankPrompts.RankGpt, UseJsonSchema = false } });
        await reranker.RerankAsync("how to rotate", ["One [1].", "Two."]);
        AskedQuestion question = client.Questions.Single();
        Assert.That(question.Options!.ResponseFormat, Is.Null);
        Assert.That(question.Messages.Select(message => (message.Role, message.Text)), Is.EqualTo(new[]
        {
            (ChatRole.System, "You are RankGPT, an intelligent assistant that can rank passages based on their relevancy to the query."),
            (ChatRole.User, "I will provide you with 2 passages, each indicated by number identifier []. \nRank the passages based on their relevance to query: how to rotate."),
            (ChatRole.Assistant, "Okay, please provide the passages."),
            (ChatRole.User, "[1] One (1)."),
            (ChatRole.Assistant, "Received passage [1]."),
            (ChatRole.User, "[2] Two."),
            (ChatRole.Assistant, "Received passage [2]."),
            (ChatRole.User, "Search Query: how to rotate. \nRank the 2 passages above based on their relevance to the search query. The passages should be listed in descending "
                + "order using identifiers. The most relevant passages should be listed first. The output format should be [] > [], e.g., [1] > [2]. Only response the ranking "
                + "results, do not say any word or explain."),
        }));
    }

    [Test]
    public async Task TheListwisePromptIsWhatTheDocumentationShows()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client);
        await reranker.RerankAsync("how to rotate", ["One 1.", "Two 2."]);
        AskedQuestion question = client.Questions.Single();
        (string one, string two) = (question.Passages[0].Id, question.Passages[1].Id);
        string boundary = question.User.Split('>')[0].Split(' ')[1];
        Assert.That(question.User, Is.EqualTo($$"""
            <query {{boundary}}>
            how to rotate
            </query {{boundary}}>

            Here are 2 passages, each with its identifier.

            <passage {{one}} {{boundary}}>
            One 1.
            </passage {{one}} {{boundary}}>

            <passage {{two}} {{boundary}}>
            Two 2.
            </passage {{two}} {{boundary}}>

            Rank the 2 passages by how well they answer the query, the best first. Name every identifier once. Answer with a JSON object {"ranking": [...]} with the identifiers as strings, best first and nothing else.
            """));
    }

    [Test]
    public async Task APromptOfTheCallersOwnIsFilled()
    {
        var client = new ScriptedChatClient(_ => "7");
        var prompt = new ChatRerankPrompt { Opening = "Q={query};{unknown}{{count}} ", Passage = "{text}/", Closing = "{max}{answer}" };
        using var reranker = new ChatClientReranker(client, new() { Method = new RatingChatMethod { Prompt = prompt, UseJsonSchema = false } });
        await reranker.RerankAsync("a {text}", ["{query}"]);
        Assert.That(client.Questions.Single().User, Is.EqualTo("Q=a {text};{unknown}{1} {query}/10the number"));
    }

    private static async Task<AskedQuestion> AskAsync(YesNoChatMethod method, string? instruction = null)
    {
        var client = new ScriptedChatClient(_ => method.PositiveAnswer);
        using var reranker = new ChatClientReranker(client, new() { Method = method });
        await reranker.RerankAsync("how to rotate", ["Rotate it."], new() { Instruction = instruction });
        return client.Questions.Single();
    }

    // The template that Qwen's models come with.
    private static string ChatMl(AskedQuestion question) =>
        string.Concat(question.Messages.Select(message => $"<|im_start|>{message.Role.Value}\n{message.Text}<|im_end|>\n")) + "<|im_start|>assistant\n";
}
