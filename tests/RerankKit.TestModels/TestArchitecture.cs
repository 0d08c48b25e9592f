namespace RerankKit.TestModels;

/// <summary>The model families that can be generated.</summary>
public enum TestArchitecture
{
    /// <summary>BERT with its pooler; inputs <c>input_ids</c>, <c>attention_mask</c>, <c>token_type_ids</c>; a WordPiece tokenizer.</summary>
    Bert,

    /// <summary>RoBERTa: positions start at the padding id plus one; inputs <c>input_ids</c>, <c>attention_mask</c>; a byte-level BPE tokenizer.</summary>
    Roberta,

    /// <summary>XLM-RoBERTa: the graph of RoBERTa with a Unigram tokenizer.</summary>
    XlmRoberta,

    /// <summary>DeBERTa-v3: disentangled attention over relative positions in logarithmic buckets; a Unigram tokenizer.</summary>
    DebertaV2,

    /// <summary>ModernBERT: rotary positions, global and local layers, gated feed-forward; a byte-level BPE tokenizer.</summary>
    ModernBert,

    /// <summary>A decoder like Qwen3: causal, grouped keys and values, RMS norms; padded on the left; a byte-level BPE tokenizer.</summary>
    Qwen3,
}
