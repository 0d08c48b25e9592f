namespace RerankKit.Models;

/// <summary>The catalogue's entries: licences, lengths and file names as read from the models' pages and from the projects that ship them.</summary>
internal static class KnownModels
{
    private const string Apache = "apache-2.0";
    private const string Mit = "mit";
    private const string NonCommercial = "cc-by-nc-4.0";
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
        .. MiniLms(),
        .. Multilingual(),
        .. Newer(),
        .. Decoders(),
        .. LateInteraction(),
    ];

    private static ModelDescriptor[] MiniLms() =>
    [
        new()
        {
            Id = "cross-encoder/ms-marco-MiniLM-L6-v2",
            Aliases = ["minilm-l6", "cross-encoder/ms-marco-MiniLM-L-6-v2"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 512,
            Tokenizer = WordPiece,
            OnnxFiles = SentenceTransformers,
            Notes = "English; the default: fast and good.",
        },
        new()
        {
            Id = "cross-encoder/ms-marco-MiniLM-L12-v2",
            Aliases = ["minilm-l12", "cross-encoder/ms-marco-MiniLM-L-12-v2"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 512,
            Tokenizer = WordPiece,
            OnnxFiles = SentenceTransformers,
            Notes = "English; twice the work of L6 for little more quality.",
        },
        new()
        {
            Id = "cross-encoder/ms-marco-TinyBERT-L2-v2",
            Aliases = ["tinybert", "cross-encoder/ms-marco-TinyBERT-L-2-v2"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 512,
            Tokenizer = WordPiece,
            OnnxFiles = SentenceTransformers,
            Notes = "English; the smallest and fastest.",
        },
        new() { Id = "Xenova/ms-marco-MiniLM-L-6-v2", Family = ModelFamily.CrossEncoder, Licence = Apache, MaxTokens = 512, Tokenizer = WordPiece, OnnxFiles = TransformersJs },
        new() { Id = "Xenova/ms-marco-MiniLM-L-12-v2", Family = ModelFamily.CrossEncoder, Licence = Apache, MaxTokens = 512, Tokenizer = WordPiece, OnnxFiles = TransformersJs },
        new() { Id = "Xenova/ms-marco-TinyBERT-L-2-v2", Family = ModelFamily.CrossEncoder, Licence = Apache, MaxTokens = 512, Tokenizer = WordPiece, OnnxFiles = TransformersJs },
    ];

    private static ModelDescriptor[] Multilingual() =>
    [
        new()
        {
            Id = "cross-encoder/mmarco-mMiniLMv2-L12-H384-v1",
            Aliases = ["mmarco-minilm"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 512,
            Tokenizer = Unigram,
            OnnxFiles = SentenceTransformers,
            Notes = "Multilingual and small.",
        },
        new()
        {
            Id = "onnx-community/bge-reranker-v2-m3-ONNX",
            Aliases = ["bge-v2-m3"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 8192,
            Tokenizer = Unigram,
            OnnxFiles = ["onnx/model.onnx", "onnx/model_int8.onnx", "onnx/model_q4f16.onnx"],
            Notes = "Multilingual, 2.3 GB in float32; trained mostly on up to 1,024 tokens.",
        },
        new()
        {
            Id = "BAAI/bge-reranker-v2-m3",
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 8192,
            Tokenizer = Unigram,
            OnnxId = "onnx-community/bge-reranker-v2-m3-ONNX",
        },
        new()
        {
            Id = "BAAI/bge-reranker-base",
            Aliases = ["bge-base"],
            Family = ModelFamily.CrossEncoder,
            Licence = Mit,
            MaxTokens = 512,
            Tokenizer = Unigram,
            OnnxFiles = Plain,
            Notes = "English and Chinese.",
        },
        new() { Id = "BAAI/bge-reranker-large", Aliases = ["bge-large"], Family = ModelFamily.CrossEncoder, Licence = Mit, MaxTokens = 512, Tokenizer = Unigram, OnnxFiles = Plain },
        new() { Id = "Xenova/bge-reranker-base", Family = ModelFamily.CrossEncoder, Licence = Mit, MaxTokens = 512, Tokenizer = Unigram, OnnxFiles = Quantized },
        new() { Id = "Xenova/bge-reranker-large", Family = ModelFamily.CrossEncoder, Licence = Mit, MaxTokens = 512, Tokenizer = Unigram, OnnxFiles = Quantized },
        new() { Id = "onnx-community/bge-reranker-base-ONNX", Family = ModelFamily.CrossEncoder, Licence = Mit, MaxTokens = 512, Tokenizer = Unigram, OnnxFiles = Quantized },
        new()
        {
            Id = "onnx-community/gte-multilingual-reranker-base",
            Aliases = ["gte-multilingual"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 8192,
            Tokenizer = Unigram,
            OnnxFiles = ["onnx/model.onnx", "onnx/model_int8.onnx"],
            Notes = "Multilingual, long documents.",
        },
        new()
        {
            Id = "jinaai/jina-reranker-v2-base-multilingual",
            Aliases = ["jina-v2"],
            Family = ModelFamily.CrossEncoder,
            Licence = NonCommercial,
            Alternative = "onnx-community/gte-multilingual-reranker-base",
            MaxTokens = 1024,
            Tokenizer = Unigram,
            OnnxFiles = TransformersJs,
        },
    ];

    private static ModelDescriptor[] Newer() =>
    [
        new()
        {
            Id = "Alibaba-NLP/gte-reranker-modernbert-base",
            Aliases = ["gte-modernbert"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 8192,
            Tokenizer = Bpe,
            OnnxFiles = TransformersJs,
            Notes = "English, long documents.",
        },
        new()
        {
            Id = "mixedbread-ai/mxbai-rerank-xsmall-v1",
            Aliases = ["mxbai-xsmall"],
            Family = ModelFamily.CrossEncoder,
            Licence = Apache,
            MaxTokens = 512,
            Tokenizer = Unigram,
            OnnxFiles = Quantized,
            Notes = "DeBERTa; the float16 graph is known to give trouble.",
        },
        new() { Id = "mixedbread-ai/mxbai-rerank-base-v1", Aliases = ["mxbai-base"], Family = ModelFamily.CrossEncoder, Licence = Apache, MaxTokens = 512, Tokenizer = Unigram, OnnxFiles = Quantized },
        new() { Id = "mixedbread-ai/mxbai-rerank-large-v1", Aliases = ["mxbai-large"], Family = ModelFamily.CrossEncoder, Licence = Apache, MaxTokens = 512, Tokenizer = Unigram, OnnxFiles = Quantized },
        new() { Id = "jinaai/jina-reranker-v1-tiny-en", Aliases = ["jina-v1-tiny"], Family = ModelFamily.CrossEncoder, Licence = Apache, MaxTokens = 8192, OnnxFiles = Quantized },
        new() { Id = "jinaai/jina-reranker-v1-turbo-en", Aliases = ["jina-v1-turbo"], Family = ModelFamily.CrossEncoder, Licence = Apache, MaxTokens = 8192, OnnxFiles = Quantized },
    ];

    private static ModelDescriptor[] Decoders() =>
    [
        new()
        {
            Id = "onnx-community/Qwen3-Reranker-0.6B-ONNX",
            Aliases = ["qwen3-0.6b"],
            Family = ModelFamily.Decoder,
            Licence = Apache,
            MaxTokens = 32768,
            Tokenizer = Bpe,
            OnnxFiles = ["onnx/model_quantized.onnx", "onnx/model_q4.onnx"],
            Notes = "No float32 file was seen.",
        },
        new()
        {
            Id = "n24q02m/Qwen3-Reranker-0.6B-ONNX",
            Family = ModelFamily.Decoder,
            Licence = Apache,
            MaxTokens = 32768,
            Tokenizer = Bpe,
            OnnxFiles = ["onnx/model_quantized.onnx", "onnx/model_q4f16.onnx", "onnx/model_yesno_quantized.onnx"],
            Notes = "One person's export: pin its revision and its SHA-256. The yes-no file has a head of two rows.",
        },
        new()
        {
            Id = "Qwen/Qwen3-Reranker-0.6B",
            Family = ModelFamily.Decoder,
            Licence = Apache,
            MaxTokens = 32768,
            Tokenizer = Bpe,
            OnnxId = "onnx-community/Qwen3-Reranker-0.6B-ONNX",
        },
        new() { Id = "mixedbread-ai/mxbai-rerank-base-v2", Family = ModelFamily.Decoder, Licence = Apache, MaxTokens = 8192, Tokenizer = Bpe, Notes = "No ONNX file was seen: export it." },
        new() { Id = "mixedbread-ai/mxbai-rerank-large-v2", Family = ModelFamily.Decoder, Licence = Apache, MaxTokens = 8192, Tokenizer = Bpe, Notes = "No ONNX file was seen: export it." },
    ];

    private static ModelDescriptor[] LateInteraction() =>
    [
        new()
        {
            Id = "answerdotai/answerai-colbert-small-v1",
            Aliases = ["answerai-colbert-small"],
            Family = ModelFamily.LateInteraction,
            Licence = Apache,
            MaxTokens = 512,
            Tokenizer = WordPiece,
            OnnxFiles = ["vespa_colbert.onnx", "model_int8.onnx"],
            Notes = "English; 96 dimensions.",
        },
        new()
        {
            Id = "colbert-ir/colbertv2.0",
            Aliases = ["colbertv2"],
            Family = ModelFamily.LateInteraction,
            Licence = Mit,
            MaxTokens = 512,
            Tokenizer = WordPiece,
            OnnxFiles = ["model.onnx"],
            Notes = "English; 128 dimensions, documents of 180 tokens.",
        },
        new()
        {
            Id = "lightonai/GTE-ModernColBERT-v1",
            Aliases = ["gte-moderncolbert"],
            Family = ModelFamily.LateInteraction,
            Licence = Apache,
            MaxTokens = 8192,
            Tokenizer = Bpe,
            Notes = "128 dimensions. No ONNX file was seen: export it.",
        },
        new()
        {
            Id = "jinaai/jina-colbert-v2",
            Family = ModelFamily.LateInteraction,
            Licence = NonCommercial,
            Alternative = "answerdotai/answerai-colbert-small-v1",
            MaxTokens = 8192,
            Tokenizer = Unigram,
            OnnxFiles = ["onnx/model.onnx"],
            Notes = "Multilingual; 128 dimensions.",
        },
    ];
}
