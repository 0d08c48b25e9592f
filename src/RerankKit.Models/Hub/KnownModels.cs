namespace RerankKit.Models;

/// <summary>The catalogue's entries: licences, lengths and file names as read from the models' pages and from the projects that ship them.</summary>
internal static class KnownModels
{
    private const string Apache = "apache-2.0";
    private const string Mit = "mit";
    private const string NonCommercial = "cc-by-nc-4.0";
    private const ModelFamily Pair = ModelFamily.CrossEncoder;
    private const ModelFamily Prompt = ModelFamily.Decoder;
    private const ModelFamily Late = ModelFamily.LateInteraction;

    private const string WordPiece = "WordPiece";
    private const string Unigram = "Unigram";
    private const string Bpe = "BPE";

    private static readonly string[] Plain = ["onnx/model.onnx"];

    private static readonly string[] SentenceTransformers =
    [
        "onnx/model.onnx", "onnx/model_O1.onnx", "onnx/model_O2.onnx", "onnx/model_O3.onnx", "onnx/model_O4.onnx",
        "onnx/model_qint8_avx512_vnni.onnx", "onnx/model_quint8_avx2.onnx",
    ];

    private static readonly string[] TransformersJs = ["onnx/model.onnx", "onnx/model_fp16.onnx", "onnx/model_int8.onnx", "onnx/model_quantized.onnx"];

    private static readonly string[] Quantized = ["onnx/model.onnx", "onnx/model_quantized.onnx"];

    public static readonly ModelDescriptor[] All =
    [
        Model("cross-encoder/ms-marco-MiniLM-L6-v2", Pair, Apache, 512, WordPiece, SentenceTransformers)
            with { Aliases = ["minilm-l6", "cross-encoder/ms-marco-MiniLM-L-6-v2"], Notes = "English; the default: fast and good." },
        Model("cross-encoder/ms-marco-MiniLM-L12-v2", Pair, Apache, 512, WordPiece, SentenceTransformers)
            with { Aliases = ["minilm-l12", "cross-encoder/ms-marco-MiniLM-L-12-v2"], Notes = "English; twice the work of L6 for little more quality." },
        Model("cross-encoder/ms-marco-TinyBERT-L2-v2", Pair, Apache, 512, WordPiece, SentenceTransformers)
            with { Aliases = ["tinybert", "cross-encoder/ms-marco-TinyBERT-L-2-v2"], Notes = "English; the smallest and fastest." },
        Model("Xenova/ms-marco-MiniLM-L-6-v2", Pair, Apache, 512, WordPiece, TransformersJs),
        Model("Xenova/ms-marco-MiniLM-L-12-v2", Pair, Apache, 512, WordPiece, TransformersJs),
        Model("Xenova/ms-marco-TinyBERT-L-2-v2", Pair, Apache, 512, WordPiece, TransformersJs),

        Model("cross-encoder/mmarco-mMiniLMv2-L12-H384-v1", Pair, Apache, 512, Unigram, SentenceTransformers)
            with { Aliases = ["mmarco-minilm"], Notes = "Multilingual and small." },
        Model("onnx-community/bge-reranker-v2-m3-ONNX", Pair, Apache, 8192, Unigram, ["onnx/model.onnx", "onnx/model_int8.onnx", "onnx/model_q4f16.onnx"])
            with { Aliases = ["bge-v2-m3"], Notes = "Multilingual, 2.3 GB in float32; trained mostly on up to 1,024 tokens." },
        Model("BAAI/bge-reranker-v2-m3", Pair, Apache, 8192, Unigram) with { OnnxId = "onnx-community/bge-reranker-v2-m3-ONNX" },
        Model("BAAI/bge-reranker-base", Pair, Mit, 512, Unigram, Plain) with { Aliases = ["bge-base"], Notes = "English and Chinese." },
        Model("BAAI/bge-reranker-large", Pair, Mit, 512, Unigram, Plain) with { Aliases = ["bge-large"] },
        Model("Xenova/bge-reranker-base", Pair, Mit, 512, Unigram, Quantized),
        Model("Xenova/bge-reranker-large", Pair, Mit, 512, Unigram, Quantized),
        Model("onnx-community/bge-reranker-base-ONNX", Pair, Mit, 512, Unigram, Quantized),
        Model("onnx-community/gte-multilingual-reranker-base", Pair, Apache, 8192, Unigram, ["onnx/model.onnx", "onnx/model_int8.onnx"])
            with { Aliases = ["gte-multilingual"], Notes = "Multilingual, long documents." },
        Model("jinaai/jina-reranker-v2-base-multilingual", Pair, NonCommercial, 1024, Unigram, TransformersJs)
            with { Aliases = ["jina-v2"], Alternative = "onnx-community/gte-multilingual-reranker-base" },

        Model("Alibaba-NLP/gte-reranker-modernbert-base", Pair, Apache, 8192, Bpe, TransformersJs)
            with { Aliases = ["gte-modernbert"], Notes = "English, long documents." },
        Model("mixedbread-ai/mxbai-rerank-xsmall-v1", Pair, Apache, 512, Unigram, Quantized)
            with { Aliases = ["mxbai-xsmall"], Notes = "DeBERTa; the float16 graph is known to give trouble." },
        Model("mixedbread-ai/mxbai-rerank-base-v1", Pair, Apache, 512, Unigram, Quantized) with { Aliases = ["mxbai-base"] },
        Model("mixedbread-ai/mxbai-rerank-large-v1", Pair, Apache, 512, Unigram, Quantized) with { Aliases = ["mxbai-large"] },
        Model("jinaai/jina-reranker-v1-tiny-en", Pair, Apache, 8192, null, Quantized) with { Aliases = ["jina-v1-tiny"] },
        Model("jinaai/jina-reranker-v1-turbo-en", Pair, Apache, 8192, null, Quantized) with { Aliases = ["jina-v1-turbo"] },

        Model("onnx-community/Qwen3-Reranker-0.6B-ONNX", Prompt, Apache, 32768, Bpe, ["onnx/model_quantized.onnx", "onnx/model_q4.onnx"])
            with { Aliases = ["qwen3-0.6b"], Notes = "No float32 file was seen." },
        Model("n24q02m/Qwen3-Reranker-0.6B-ONNX", Prompt, Apache, 32768, Bpe, ["onnx/model_quantized.onnx", "onnx/model_q4f16.onnx", "onnx/model_yesno_quantized.onnx"])
            with { Notes = "One person's export: pin its revision and its SHA-256. The yes-no file has a head of two rows." },
        Model("Qwen/Qwen3-Reranker-0.6B", Prompt, Apache, 32768, Bpe) with { OnnxId = "onnx-community/Qwen3-Reranker-0.6B-ONNX" },
        Model("mixedbread-ai/mxbai-rerank-base-v2", Prompt, Apache, 8192, Bpe) with { Notes = "No ONNX file was seen: export it." },
        Model("mixedbread-ai/mxbai-rerank-large-v2", Prompt, Apache, 8192, Bpe) with { Notes = "No ONNX file was seen: export it." },

        Model("answerdotai/answerai-colbert-small-v1", Late, Apache, 512, WordPiece, ["vespa_colbert.onnx", "model_int8.onnx"])
            with { Aliases = ["answerai-colbert-small"], Notes = "English; 96 dimensions." },
        Model("colbert-ir/colbertv2.0", Late, Mit, 512, WordPiece, ["model.onnx"])
            with { Aliases = ["colbertv2"], Notes = "English; 128 dimensions, documents of 180 tokens." },
        Model("lightonai/GTE-ModernColBERT-v1", Late, Apache, 8192, Bpe)
            with { Aliases = ["gte-moderncolbert"], Notes = "128 dimensions. No ONNX file was seen: export it." },
        Model("jinaai/jina-colbert-v2", Late, NonCommercial, 8192, Unigram, ["onnx/model.onnx"])
            with { Alternative = "answerdotai/answerai-colbert-small-v1", Notes = "Multilingual; 128 dimensions." },
    ];

    private static ModelDescriptor Model(string id, ModelFamily family, string licence, int maxTokens, string? tokenizer, params string[] onnxFiles) =>
        new() { Id = id, Family = family, Licence = licence, MaxTokens = maxTokens, Tokenizer = tokenizer, OnnxFiles = onnxFiles };
}
