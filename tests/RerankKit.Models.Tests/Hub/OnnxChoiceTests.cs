namespace RerankKit.Models.Tests;

public sealed class OnnxChoiceTests
{
    private static readonly CpuFeatures Vnni = new(IsArm64: false, HasVnni: true);
    private static readonly CpuFeatures Avx2 = new(IsArm64: false, HasVnni: false);
    private static readonly CpuFeatures Arm = new(IsArm64: true, HasVnni: false);

    private static readonly string[] SentenceTransformers =
    [
        "config.json", "onnx/model.onnx", "onnx/model_O1.onnx", "onnx/model_O2.onnx", "onnx/model_O3.onnx", "onnx/model_O4.onnx",
        "onnx/model_qint8_arm64.onnx", "onnx/model_qint8_avx512.onnx", "onnx/model_qint8_avx512_vnni.onnx", "onnx/model_quint8_avx2.onnx",
    ];

    private static readonly string[] TransformersJs =
    [
        "onnx/model.onnx", "onnx/model_bnb4.onnx", "onnx/model_fp16.onnx", "onnx/model_int8.onnx", "onnx/model_q4.onnx", "onnx/model_q4f16.onnx",
        "onnx/model_quantized.onnx", "onnx/model_uint8.onnx",
    ];

    [Test]
    public void Int8IsTheFileThatSuitsTheProcessor()
    {
        ModelRequest int8 = new() { Precision = ModelPrecision.Int8 };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(OnnxChoice.Choose("m", SentenceTransformers, int8, Vnni).Path, Is.EqualTo("onnx/model_qint8_avx512_vnni.onnx"));
            Assert.That(OnnxChoice.Choose("m", SentenceTransformers, int8, Avx2).Path, Is.EqualTo("onnx/model_quint8_avx2.onnx"));
            Assert.That(OnnxChoice.Choose("m", SentenceTransformers, int8, Arm).Path, Is.EqualTo("onnx/model_qint8_arm64.onnx"));
            Assert.That(OnnxChoice.Choose("m", TransformersJs, int8, Vnni).Path, Is.EqualTo("onnx/model_int8.onnx"));
            Assert.That(OnnxChoice.Choose("m", TransformersJs, int8, Avx2).Path, Is.EqualTo("onnx/model_uint8.onnx"));
            Assert.That(OnnxChoice.Choose("m", SentenceTransformers, int8, Avx2).Reason, Is.EqualTo("Int8 was asked for, and this processor has no VNNI, without which signed weights can saturate"));
        }
    }

    [Test]
    public void WithoutAWishItIsExactOnACpuAndHalfPrecisionOnAGpu()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(OnnxChoice.Choose("m", TransformersJs, new(), Vnni), Is.EqualTo(new OnnxChoice("onnx/model.onnx", ModelPrecision.Float32, "Float32 is the default on a CPU")));
            Assert.That(OnnxChoice.Choose("m", TransformersJs, new() { IsForGpu = true }, Vnni).Path, Is.EqualTo("onnx/model_fp16.onnx"));
            Assert.That(OnnxChoice.Choose("m", SentenceTransformers, new() { IsForGpu = true }, Vnni).Path, Is.EqualTo("onnx/model_O4.onnx"));
        }
    }

    [Test]
    public void WhatTheDefaultCannotHaveIsSaid()
    {
        OnnxChoice choice = OnnxChoice.Choose("m", ["onnx/model_quantized.onnx", "onnx/model_q4.onnx", "onnx/model_q4f16.onnx"], new(), Vnni);
        Assert.That(choice, Is.EqualTo(new OnnxChoice("onnx/model_quantized.onnx", ModelPrecision.Int8, "the model has no Float32 file, the default on a CPU; Int8 is the next best") { IsNextBest = true }));
    }

    [TestCase("model.onnx;onnx/model.onnx", "onnx/model.onnx")]
    [TestCase("vespa_colbert.onnx;model_int8.onnx", "vespa_colbert.onnx")]
    [TestCase("flashrank-MiniLM-L-12-v2_Q.onnx", "flashrank-MiniLM-L-12-v2_Q.onnx")]
    [TestCase("onnx/model_O3.onnx", "onnx/model_O3.onnx")]
    public void NamesOfOtherExportersAreUnderstood(string files, string expected) =>
        Assert.That(OnnxChoice.Choose("m", files.Split(';'), new(), Vnni).Path, Is.EqualTo(expected));

    [Test]
    public void AFileNamedByTheCallerIsTakenOrMissed()
    {
        ModelRequest o3 = new() { OnnxFile = "onnx/model_O3.onnx" };
        Assert.That(OnnxChoice.Choose("m", SentenceTransformers, o3, Vnni).Path, Is.EqualTo("onnx/model_O3.onnx"));
        ModelStoreException exception = Assert.Throws<ModelStoreException>(() => OnnxChoice.Choose("m", TransformersJs, o3, Vnni))!;
        Assert.That(exception.Message, Does.Contain("'onnx/model_O3.onnx'").And.Contains("onnx/model_fp16.onnx (Float16)"));
    }

    [Test]
    public void AMissingPrecisionIsRefusedWithTheOnesThereAre()
    {
        ModelStoreException exception = Assert.Throws<ModelStoreException>(() => OnnxChoice.Choose("m", ["model.onnx"], new() { Precision = ModelPrecision.Int4 }, Vnni))!;
        Assert.That(exception.Message, Does.Contain("no Int4 file").And.Contains("model.onnx (Float32)"));
    }

    [Test]
    public void FilesThatTheNamesDoNotTellApartAreRefused()
    {
        ModelStoreException exception = Assert.Throws<ModelStoreException>(() => OnnxChoice.Choose("m", ["encoder.onnx", "head.onnx"], new(), Vnni))!;
        Assert.That(exception.Message, Does.Contain("encoder.onnx, head.onnx").And.Contains("OnnxFile"));
    }

    [Test]
    public void AModelWithoutOnnxSaysWhereItsTwinIs()
    {
        ModelStoreException exception = Assert.Throws<ModelStoreException>(() => OnnxChoice.Choose("BAAI/bge-reranker-v2-m3", ["pytorch_model.bin"], new(), Vnni))!;
        Assert.That(exception.Message, Does.Contain("onnx-community/bge-reranker-v2-m3-ONNX"));
    }

    [Test]
    public void WeightsAreTakenWhereThereIsNoOnnxFileAndNothingElseWasAskedFor()
    {
        string[] weights = ["config.json", "model-00001-of-00002.safetensors", "model.safetensors.index.json"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(OnnxChoice.Choose("m", weights, new(), Vnni), Is.EqualTo(new OnnxChoice("model.safetensors.index.json", ModelPrecision.Float32, "the model has no ONNX file") { IsNextBest = true }));
            Assert.That(OnnxChoice.Choose("m", [.. weights, "model.safetensors"], new() { Precision = ModelPrecision.Float32 }, Vnni).Path, Is.EqualTo("model.safetensors"));
            Assert.That(OnnxChoice.Choose("m", [.. weights, "model.onnx"], new(), Vnni).Path, Is.EqualTo("model.onnx"));
            Assert.That(() => OnnxChoice.Choose("m", weights, new() { Precision = ModelPrecision.Int8 }, Vnni), Throws.TypeOf<ModelStoreException>());
            Assert.That(() => OnnxChoice.Choose("m", weights, new() { OnnxFile = "model.onnx" }, Vnni), Throws.TypeOf<ModelStoreException>());
            Assert.That(() => OnnxChoice.Choose("m", weights, new() { IsForGpu = true }, Vnni), Throws.TypeOf<ModelStoreException>());
            Assert.That(() => OnnxChoice.Choose("m", weights, new() { NeedsGraph = true }, Vnni), Throws.TypeOf<ModelStoreException>().With.Message.Contains("which ONNX Runtime does not read"));
        }
    }
}
