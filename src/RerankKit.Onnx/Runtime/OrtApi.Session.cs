namespace RerankKit.Onnx;

/// <content>Sessions: their options, and what a model says of itself.</content>
internal readonly unsafe partial struct OrtApi
{
    public nint CreateSession(nint environment, void* path, nint options, nint* session) =>
        ((delegate* unmanaged<nint, void*, nint, nint*, nint>)_slots[OrtSlot.CreateSession])(environment, path, options, session);

    public nint CreateSessionOptions(nint* options) =>
        ((delegate* unmanaged<nint*, nint>)_slots[OrtSlot.CreateSessionOptions])(options);

    /// <summary>Calls one of the setters that take the session options and nothing else.</summary>
    public nint Set(int slot, nint options) => ((delegate* unmanaged<nint, nint>)_slots[slot])(options);

    /// <summary>Calls one of the setters that take the session options and a number.</summary>
    public nint Set(int slot, nint options, int value) => ((delegate* unmanaged<nint, int, nint>)_slots[slot])(options, value);

    public nint EnableProfiling(nint options, void* pathPrefix) =>
        ((delegate* unmanaged<nint, void*, nint>)_slots[OrtSlot.EnableProfiling])(options, pathPrefix);

    public nint AddSessionConfigEntry(nint options, byte* key, byte* value) =>
        ((delegate* unmanaged<nint, byte*, byte*, nint>)_slots[OrtSlot.AddSessionConfigEntry])(options, key, value);

    public nint HasSessionConfigEntry(nint options, byte* key, int* has) =>
        ((delegate* unmanaged<nint, byte*, int*, nint>)_slots[OrtSlot.HasSessionConfigEntry])(options, key, has);

    public nint GetSessionConfigEntry(nint options, byte* key, byte* value, nuint* size) =>
        ((delegate* unmanaged<nint, byte*, byte*, nuint*, nint>)_slots[OrtSlot.GetSessionConfigEntry])(options, key, value, size);

    public nint SetLogFunction(nint options, delegate* unmanaged<nint, int, byte*, byte*, byte*, byte*, void> log, nint parameter) =>
        ((delegate* unmanaged<nint, delegate* unmanaged<nint, int, byte*, byte*, byte*, byte*, void>, nint, nint>)_slots[OrtSlot.SetUserLoggingFunction])(
            options, log, parameter);

    /// <summary>Calls <c>SessionGetInputCount</c> or <c>SessionGetOutputCount</c>.</summary>
    public nint Count(int slot, nint session, nuint* count) =>
        ((delegate* unmanaged<nint, nuint*, nint>)_slots[slot])(session, count);

    /// <summary>Calls <c>SessionGetInputName</c> or <c>SessionGetOutputName</c>; the name is freed with the allocator.</summary>
    public nint Name(int slot, nint session, int index, nint allocator, byte** name) =>
        ((delegate* unmanaged<nint, nuint, nint, byte**, nint>)_slots[slot])(session, (nuint)index, allocator, name);

    /// <summary>Calls <c>SessionGetInputTypeInfo</c> or <c>SessionGetOutputTypeInfo</c>.</summary>
    public nint TypeOf(int slot, nint session, int index, nint* type) =>
        ((delegate* unmanaged<nint, nuint, nint*, nint>)_slots[slot])(session, (nuint)index, type);

    /// <summary>The tensor part of a type, which owns it; 0 for a sequence, a map or another type.</summary>
    public nint AsTensor(nint type, nint* tensor) =>
        ((delegate* unmanaged<nint, nint*, nint>)_slots[OrtSlot.CastTypeInfoToTensorInfo])(type, tensor);

    public nint GetElementType(nint tensor, int* type) =>
        ((delegate* unmanaged<nint, int*, nint>)_slots[OrtSlot.GetTensorElementType])(tensor, type);

    public nint GetRank(nint tensor, nuint* rank) =>
        ((delegate* unmanaged<nint, nuint*, nint>)_slots[OrtSlot.GetDimensionsCount])(tensor, rank);

    public nint GetDimensions(nint tensor, long* dimensions, int rank) =>
        ((delegate* unmanaged<nint, long*, nuint, nint>)_slots[OrtSlot.GetDimensions])(tensor, dimensions, (nuint)rank);

    /// <summary>Names of the dimensions that are not fixed; the type owns the texts.</summary>
    public nint GetDimensionNames(nint tensor, byte** names, int rank) =>
        ((delegate* unmanaged<nint, byte**, nuint, nint>)_slots[OrtSlot.GetSymbolicDimensions])(tensor, names, (nuint)rank);

    public nint GetModelMetadata(nint session, nint* metadata) =>
        ((delegate* unmanaged<nint, nint*, nint>)_slots[OrtSlot.SessionGetModelMetadata])(session, metadata);

    /// <summary>Calls one of the <c>ModelMetadataGet*</c> functions that give a text, freed with the allocator.</summary>
    public nint MetadataText(int slot, nint metadata, nint allocator, byte** text) =>
        ((delegate* unmanaged<nint, nint, byte**, nint>)_slots[slot])(metadata, allocator, text);

    public nint MetadataVersion(nint metadata, long* version) =>
        ((delegate* unmanaged<nint, long*, nint>)_slots[OrtSlot.ModelMetadataGetVersion])(metadata, version);

    /// <summary>The keys of the custom map; each key and their table are freed with the allocator.</summary>
    public nint MetadataKeys(nint metadata, nint allocator, byte*** keys, long* count) =>
        ((delegate* unmanaged<nint, nint, byte***, long*, nint>)_slots[OrtSlot.ModelMetadataGetCustomMetadataMapKeys])(metadata, allocator, keys, count);

    public nint MetadataValue(nint metadata, nint allocator, byte* key, byte** value) =>
        ((delegate* unmanaged<nint, nint, byte*, byte**, nint>)_slots[OrtSlot.ModelMetadataLookupCustomMetadataMap])(metadata, allocator, key, value);
}
