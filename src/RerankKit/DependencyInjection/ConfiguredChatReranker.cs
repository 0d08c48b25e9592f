using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>Reads the options of a chat client reranker. The keys of a method belong to that method alone; its prompt is one of the built-in ones.</summary>
internal static class ConfiguredChatReranker
{
    public const string Provider = "chat-client";
    private const string MethodKey = "Method";
    private const string PromptKey = "Prompt";
    private const string ChatClientKey = "ChatClient";

    private static readonly string[] Methods = ["Listwise", "Pairwise", "Rating", "Setwise", "YesNo"];

    private enum ListwisePrompt
    {
        Default,
        RankGpt,
    }

    private enum YesNoPrompt
    {
        Default,
        Qwen3Reranker,
        MxbaiRerankV2,
        BgeRerankerGemma,
    }

    public static IReranker Create(IServiceProvider services, IConfigurationSection section)
    {
        string? chatClient = null;
        var options = new ChatClientRerankerOptions();
        SettingsReader reader = new SettingsReader(section)
            .Text(ChatClientKey, value => chatClient = value)
            .Text(nameof(options.ModelId), value => options.ModelId = value)
            .Text(nameof(options.Instruction), value => options.Instruction = value)
            .Int32(nameof(options.MaxTokensPerDocument), value => options.MaxTokensPerDocument = value)
            .Int32(nameof(options.MaxConcurrency), value => options.MaxConcurrency = value)
            .Int32(nameof(options.MaxAttempts), value => options.MaxAttempts = value)
            .Int32(nameof(options.MaxFailuresInARow), value => options.MaxFailuresInARow = value)
            .Double(nameof(options.Temperature), value => options.Temperature = (float)value)
            .Int64(nameof(options.Seed), value => options.Seed = value)
            .Int32(nameof(options.MaxOutputTokens), value => options.MaxOutputTokens = value)
            .Decimal(nameof(options.InputPricePerMillionTokens), value => options.InputPricePerMillionTokens = value)
            .Decimal(nameof(options.OutputPricePerMillionTokens), value => options.OutputPricePerMillionTokens = value)
            .Text(nameof(options.Revision), value => options.Revision = value);
        options.Method = ReadMethod(section, reader);
        reader.RefuseOthers();
        return RerankingBuilderExtensions.FromContainer(services, options, chatClient);
    }

    private static ChatRerankMethod ReadMethod(IConfigurationSection section, SettingsReader reader)
    {
        string name = Methods[0];
        reader.Text(MethodKey, value => name = value);
        ChatRerankMethod method = Array.Find(Methods, known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) switch
        {
            "Listwise" => ReadListwise(reader),
            "Setwise" => ReadSetwise(reader),
            "Pairwise" => ReadPairwise(reader),
            "Rating" => ReadRating(reader),
            "YesNo" => ReadYesNo(reader),
            _ => throw new InvalidOperationException(
                $"The configuration key '{section.Path}:{MethodKey}' is '{name}'; allowed is one of {string.Join(", ", Methods)}."),
        };
        reader.Boolean(nameof(method.UseJsonSchema), value => method = method with { UseJsonSchema = value });
        return method;
    }

    private static ListwiseChatMethod ReadListwise(SettingsReader reader)
    {
        var method = new ListwiseChatMethod();
        reader
            .Int32(nameof(method.WindowSize), value => method = method with { WindowSize = value })
            .Int32(nameof(method.Step), value => method = method with { Step = value })
            .Int32(nameof(method.Passes), value => method = method with { Passes = value })
            .Enum<ListwisePrompt>(PromptKey, value => method = value == ListwisePrompt.RankGpt
                ? method with { Prompt = ChatRerankPrompts.RankGpt, UseJsonSchema = false }
                : method);
        return method;
    }

    private static SetwiseChatMethod ReadSetwise(SettingsReader reader)
    {
        var method = new SetwiseChatMethod();
        reader
            .Int32(nameof(method.SetSize), value => method = method with { SetSize = value })
            .Int32(nameof(method.TopK), value => method = method with { TopK = value });
        return method;
    }

    private static PairwiseChatMethod ReadPairwise(SettingsReader reader)
    {
        var method = new PairwiseChatMethod();
        reader
            .Enum<PairwiseSorting>(nameof(method.Sorting), value => method = method with { Sorting = value })
            .Int32(nameof(method.TopK), value => method = method with { TopK = value });
        return method;
    }

    private static RatingChatMethod ReadRating(SettingsReader reader)
    {
        var method = new RatingChatMethod();
        reader.Int32(nameof(method.MaxRating), value => method = method with { MaxRating = value });
        return method;
    }

    private static YesNoChatMethod ReadYesNo(SettingsReader reader)
    {
        var method = new YesNoChatMethod();
        reader
            .Enum<YesNoPrompt>(PromptKey, value => method = value switch
            {
                YesNoPrompt.Qwen3Reranker => YesNoChatMethod.Qwen3Reranker,
                YesNoPrompt.MxbaiRerankV2 => YesNoChatMethod.MxbaiRerankV2,
                YesNoPrompt.BgeRerankerGemma => YesNoChatMethod.BgeRerankerGemma,
                _ => method,
            })
            .Text(nameof(method.PositiveAnswer), value => method = method with { PositiveAnswer = value })
            .Text(nameof(method.NegativeAnswer), value => method = method with { NegativeAnswer = value })
            .Int32(nameof(method.Alternatives), value => method = method with { Alternatives = value });
        return method;
    }
}
