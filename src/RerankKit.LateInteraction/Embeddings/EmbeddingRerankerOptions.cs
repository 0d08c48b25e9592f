using Microsoft.Extensions.AI;

namespace RerankKit.LateInteraction;

/// <summary>Options of <see cref="EmbeddingReranker"/>. They are read when the reranker is made.</summary>
public sealed class EmbeddingRerankerOptions
{
    /// <summary>What is put before a query, such as <c>"query: "</c>. Many models are a good deal worse without theirs.</summary>
    /// <value>Default null: what the generator says of its model (<see cref="EmbeddingModelMetadata.QueryPrompt"/>), nothing where it does not say. Empty for nothing.</value>
    public string? QueryPrompt { get; set; }

    /// <summary>What is put before a document, such as <c>"passage: "</c>.</summary>
    /// <value>Default null: what the generator says of its model, nothing where it does not say. Empty for nothing.</value>
    public string? DocumentPrompt { get; set; }

    /// <summary>Options of the calls for queries, for services that want to be told what a text is (<c>input_type</c> among the additional properties).</summary>
    /// <value>Default null: none.</value>
    public EmbeddingGenerationOptions? QueryGeneration { get; set; }

    /// <summary>Options of the calls for documents. They are not part of what stored vectors are kept apart by: change <see cref="Revision"/> with them.</summary>
    /// <value>Default null: none.</value>
    public EmbeddingGenerationOptions? DocumentGeneration { get; set; }

    /// <summary>Numbers per vector: the generator is asked for so many, and of a longer vector the first ones are taken. For models that were trained for it (Matryoshka).</summary>
    /// <value>1 or more. Default null: as many as the generator gives.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimension { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for as many as the generator gives"); }

    /// <summary>What changes whenever the generator's vectors do: stored vectors of different revisions are kept apart.</summary>
    /// <value>Default null: the generator's own, or its provider and model. Needed with a <see cref="Store"/> where it names neither.</value>
    public string? Revision { get; set; }

    /// <summary>How much memory the vectors of documents may take where there is no <see cref="Store"/>; those not read lately make room.</summary>
    /// <value>Bytes, 4 a number and some 160 a document; default 64 MiB, about 40,000 documents of 384 numbers. 0 embeds every document in every call.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MemoryCacheBytes { get; set => field = Allow.AtLeast(value, 0, "0 bytes or more"); } = 64 << 20;

    /// <summary>Where the vectors of documents are kept, by their texts, instead of in this process's memory.</summary>
    /// <value>
    /// <c>RerankDatabase</c> of RerankKit.Sqlite, <see cref="DistributedTokenVectorStores"/>, or another. Null, the default: memory; <c>AddEmbeddings</c> then takes the
    /// <see cref="ITokenVectorStoreProvider"/> of the container, if there is one. It is not disposed with the reranker.
    /// </value>
    public ITokenVectorStoreProvider? Store { get; set; }

    /// <summary>Fuses the cosine with the first stage's score.</summary>
    /// <value>
    /// Default null: the cosine alone. Such scores depend on the first stage and the other candidates, so caches of pair scores pass them by; with a cache use
    /// <c>UseBlend</c> outside of it instead.
    /// </value>
    public BlendOptions? Blend { get; set; }

    /// <summary>Whether the reranker leaves its generator open when it is disposed, because somebody else owns it.</summary>
    /// <value>Default false: it is disposed with the reranker.</value>
    public bool LeaveGeneratorOpen { get; set; }

    internal EmbeddingRerankerOptions Clone()
    {
        var copy = (EmbeddingRerankerOptions)MemberwiseClone();
        copy.QueryGeneration = QueryGeneration?.Clone();
        copy.DocumentGeneration = DocumentGeneration?.Clone();
        copy.Blend = Blend?.Clone();
        return copy;
    }
}
