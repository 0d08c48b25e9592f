using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Onnx;

/// <content>Opening a session, and reading what the model says of itself.</content>
internal sealed unsafe partial class OnnxSession
{
    private static OnnxSession OpenOnProviders(OrtRuntime runtime, string path, OnnxSessionOptions options, ILogger? logger)
    {
        List<OnnxExecutionProvider> providers = OrtProviders.Choose(runtime, options, logger ?? NullLogger.Instance);
        while (true)
        {
            try
            {
                return Create(runtime, path, options, providers, logger);
            }
            catch (OnnxRuntimeException e) when (options.AllowCpuFallback && providers.Count > 0)
            {
                OrtLog.ProviderFailed(logger ?? NullLogger.Instance, e, path, providers[0].Name);
                providers.RemoveAt(0);
            }
        }
    }

    private static OnnxSession Create(
        OrtRuntime runtime,
        string path,
        OnnxSessionOptions options,
        List<OnnxExecutionProvider> providers,
        ILogger? logger)
    {
        OrtApi api = runtime.Api;
        string provider = providers.Count > 0 ? providers[0].Name : OnnxExecutionProvider.CpuName;
        GCHandle log = default;
        nint created = 0;
        try
        {
            using OrtHandle native = OrtSessionOptions.Create(runtime, options, providers);
            using OrtSafeHandle.Loan loan = native.Borrow();
            using OrtText text = OrtText.OfPath(path);
            api.Check(api.Set(OrtSlot.SetSessionLogSeverityLevel, loan.Value, OrtLog.Severity(logger)));
            if (logger is not null)
            {
                log = GCHandle.Alloc(logger);
                api.Check(api.SetLogFunction(loan.Value, &OrtLog.Write, GCHandle.ToIntPtr(log)));
            }

            nint status = api.CreateSession(runtime.Environment, text.Path, loan.Value, &created);
            if (status != 0)
            {
                OnnxRuntimeException failure = api.Failure(status, path);
                throw providers.Count > 0 ? failure.On(providers[0]) : failure;
            }
        }
        finally
        {
            if (created == 0 && log.IsAllocated)
            {
                log.Free();
            }
        }

        OrtHandle handle = new OrtHandle(api, OrtSlot.ReleaseSession).Own(created, log);
        try
        {
            return new OnnxSession(runtime, handle, path, provider, options.ArenaShrinkage, OrtProviders.Arenas(options, providers));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private OnnxTensorInfo[] ReadTensors(nint session, int countSlot, int nameSlot, int typeSlot)
    {
        OrtApi api = Runtime.Api;
        nuint count;
        api.Check(api.Count(countSlot, session, &count), ModelPath);
        var tensors = new OnnxTensorInfo[(int)count];
        for (int i = 0; i < tensors.Length; i++)
        {
            byte* name;
            nint type, tensor;
            api.Check(api.Name(nameSlot, session, i, Runtime.Allocator, &name), ModelPath);
            string text = Runtime.Take(name);
            api.Check(api.TypeOf(typeSlot, session, i, &type), ModelPath);
            using OrtHandle owner = new OrtHandle(api, OrtSlot.ReleaseTypeInfo).Own(type);
            api.Check(api.AsTensor(type, &tensor), ModelPath);
            tensors[i] = tensor == 0 ? new OnnxTensorInfo(text, OnnxElementType.Undefined, [], []) : ReadTensor(text, tensor);
        }

        return tensors;
    }

    private OnnxTensorInfo ReadTensor(string name, nint tensor)
    {
        OrtApi api = Runtime.Api;
        int type;
        nuint rank;
        api.Check(api.GetElementType(tensor, &type), ModelPath);
        api.Check(api.GetRank(tensor, &rank), ModelPath);
        long[] shape = new long[(int)rank];
        nint[] texts = new nint[(int)rank];
        fixed (long* dimensions = shape)
        fixed (nint* names = texts)
        {
            api.Check(api.GetDimensions(tensor, dimensions, shape.Length), ModelPath);
            api.Check(api.GetDimensionNames(tensor, (byte**)names, texts.Length), ModelPath);
        }

        string?[] dimensionNames = Array.ConvertAll(texts, text => OrtText.Read((byte*)text) is { Length: > 0 } known ? known : null);
        return new OnnxTensorInfo(name, (OnnxElementType)type, shape, dimensionNames);
    }

    private OnnxModelMetadata ReadMetadata(nint session)
    {
        OrtApi api = Runtime.Api;
        nint metadata;
        api.Check(api.GetModelMetadata(session, &metadata), ModelPath);
        using OrtHandle owner = new OrtHandle(api, OrtSlot.ReleaseModelMetadata).Own(metadata);
        long version;
        api.Check(api.MetadataVersion(metadata, &version), ModelPath);
        return new OnnxModelMetadata(
            ReadText(metadata, OrtSlot.ModelMetadataGetProducerName),
            ReadText(metadata, OrtSlot.ModelMetadataGetGraphName),
            ReadText(metadata, OrtSlot.ModelMetadataGetDomain),
            ReadText(metadata, OrtSlot.ModelMetadataGetDescription),
            version,
            ReadCustom(metadata));
    }

    private Dictionary<string, string> ReadCustom(nint metadata)
    {
        OrtApi api = Runtime.Api;
        long count;
        byte** keys;
        api.Check(api.MetadataKeys(metadata, Runtime.Allocator, &keys, &count), ModelPath);
        var custom = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            byte* value;
            api.Check(api.MetadataValue(metadata, Runtime.Allocator, keys[i], &value), ModelPath);
            custom[Runtime.Take(keys[i])] = Runtime.Take(value);
        }

        Runtime.Free(keys);
        return custom;
    }

    private string ReadText(nint metadata, int slot)
    {
        byte* text;
        Runtime.Api.Check(Runtime.Api.MetadataText(slot, metadata, Runtime.Allocator, &text), ModelPath);
        return Runtime.Take(text);
    }
}
