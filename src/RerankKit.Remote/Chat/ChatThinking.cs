namespace RerankKit.Remote;

/// <summary>Whether a model that thinks before it answers does so. Servers have no common way to say it.</summary>
public enum ChatThinking
{
    /// <summary>Nothing is sent: as the server and the model do by default.</summary>
    ServerDefault,

    /// <summary>Off by <c>chat_template_kwargs.enable_thinking</c>: vLLM, SGLang and llama.cpp, for models whose chat template knows it (Qwen3).</summary>
    OffByTemplate,

    /// <summary>Off by <c>reasoning_effort</c> none: Ollama and OpenAI, for models that know it.</summary>
    OffByEffort,
}
