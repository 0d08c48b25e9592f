using System.Text.Json;

namespace RerankKit;

/// <content>The file.</content>
public sealed partial class ScoreCalibration
{
    private const int FormatVersion = 1;

    /// <summary>Reads a calibration.</summary>
    /// <param name="path">A file that <see cref="Save"/> or <c>rerankkit calibrate</c> wrote.</param>
    /// <returns>The calibration.</returns>
    /// <exception cref="InvalidDataException">The file is none, or of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ScoreCalibration Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            ReadOnlySpan<byte> json = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
            CalibrationVersion? head = JsonSerializer.Deserialize(json, CalibrationJson.Default.CalibrationVersion);
            if (head is not { Version: > 0 })
            {
                throw new InvalidDataException($"'{path}' is not a calibration: it has no version. Write one with rerankkit calibrate.");
            }

            return head.Version == FormatVersion
                ? JsonSerializer.Deserialize(json, CalibrationJson.Default.CalibrationDocument)!.ToCalibration()
                : throw new InvalidDataException($"'{path}' has format version {head.Version}; this version of RerankKit reads {FormatVersion}. Fit it again.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{path}' is not a calibration that can be used: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the calibration, in one step.</summary>
    /// <param name="path">The file, replaced where there is one.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var target = TargetFile.Find(path);
        Stream stream = target.Open();
        JsonSerializer.Serialize(stream, CalibrationDocument.Of(this, FormatVersion), CalibrationJson.Default.CalibrationDocument);
        stream.Write("\n"u8);
        target.Commit();
    }
}
