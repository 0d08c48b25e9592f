using System.CommandLine;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Rag;
using RerankKit;
using RerankKit.Evaluation;

var question = new Argument<string?>("question") { Description = "What is asked. Without it: a conversation, one question a line.", Arity = ArgumentArity.ZeroOrOne };
var url = new Option<string>("--url") { Description = "The address of a chat completions endpoint, for example http://localhost:11434/v1.", Required = true };
var model = new Option<string?>("--model") { Description = "The model's name there." };
var key = new Option<string?>("--api-key-variable") { Description = "The environment variable that holds the API key. [default: no key]" };
Option<DirectoryInfo> dataset = new Option<DirectoryInfo>("--dataset") { Description = "A collection in the BEIR layout. [default: the sample collection beside this program]" }.AcceptExistingOnly();
var depth = new Option<int>("--depth") { Description = "How many candidates BM25 finds.", DefaultValueFactory = _ => 50 };
var top = new Option<int>("--top") { Description = "How many of them the model reads.", DefaultValueFactory = _ => 5 };
var plain = new Option<bool>("--no-reranker") { Description = "Lets the model read the first stage's best." };
var both = new Option<bool>("--before-after") { Description = "Answers the collection's judged questions without and with the reranker." };
var limit = new Option<int>("--limit") { Description = "With --before-after: how many questions. [default: all]" };
foreach (Option<int> number in (Option<int>[])[depth, top, limit])
{
    number.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{number.Name} is less than 1; allowed is 1 or more.");
        }
    });
}

var command = new RootCommand("Answers questions from a collection: retrieval, reranking, an answer with citations.") { question, url, model, key, dataset, depth, top, plain, both, limit };
command.SetAction(RunAsync);
try
{
    return await command.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidDataException or ArgumentException or InvalidOperationException)
{
    // A wrong address, a missing key, a server that refuses: the message says what to do, and the stack trace would hide it.
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}

async Task<int> RunAsync(ParseResult arguments)
{
    // 1. A collection, and a first stage over it.
    string? own = arguments.GetValue(dataset)?.FullName;
    BeirDataset collection = BeirDataset.Load(own ?? Path.Combine(AppContext.BaseDirectory, "Collection"));
    using var firstStage = new Retriever(collection);

    // 2. A reranker and a language model, as an application registers them. Any IChatClient would do.
    var services = new ServiceCollection();
    services.AddSingleton(own is null ? new CollectionClock() : TimeProvider.System);
    services.AddReranking().AddEmbedded().UseRecencyBoost(Retriever.Date).UseStandardPipeline();
    services.AddOpenAICompatibleChatClient(o => (o.Endpoint, o.ModelId, o.ApiKeyVariable) = (Address(arguments.GetValue(url)!), arguments.GetValue(model), arguments.GetValue(key)));
    await using ServiceProvider provider = services.BuildServiceProvider();
    IChatClient chat = provider.GetRequiredService<IChatClient>();

    // 3. What reads the best passages and answers.
    Assistant assistant(bool isReranked) =>
        new(chat, firstStage, isReranked ? provider.GetRequiredService<IReranker>() : null, arguments.GetValue(depth), arguments.GetValue(top));

    if (arguments.GetValue(both))
    {
        await new BeforeAfter(collection, assistant(isReranked: false), assistant(isReranked: true), Console.Out).RunAsync(arguments.GetValue(limit) is > 0 and int count ? count : int.MaxValue);
        return 0;
    }

    Assistant answering = assistant(!arguments.GetValue(plain));
    if (arguments.GetValue(question) is { } only)
    {
        Write(await answering.AskAsync(only));
        return 0;
    }

    List<ChatMessage> conversation = [];
    while (await Console.In.ReadLineAsync() is { } line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            Write(await answering.AskAsync(line.Trim(), conversation));
        }
    }

    return 0;
}

static void Write(Answer answer)
{
    Console.WriteLine(answer.Text);
    foreach ((int number, RerankCandidate passage) in answer.Sources)
    {
        string text = passage.Text.ReplaceLineEndings(" ");
        Console.WriteLine($"  [{number}] {passage.Id}: {(text.Length > 90 ? text[..90] + "..." : text)}");
    }

    if (answer.Invented.Any())
    {
        Console.WriteLine($"  The model cites what it was not given: {string.Join(", ", answer.Invented)}.");
    }

    Console.WriteLine();
}

static Uri Address(string text) =>
    Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        ? address
        : throw new FormatException($"--url is '{text}'; give it the address of a chat completions endpoint, for example http://localhost:11434/v1.");
