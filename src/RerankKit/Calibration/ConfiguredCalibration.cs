namespace RerankKit;

/// <summary>Reads a calibration that configuration names; what is wrong with the file is then said with the key.</summary>
internal static class ConfiguredCalibration
{
    /// <exception cref="ArgumentException">The file cannot be read, or is no calibration.</exception>
    public static ScoreCalibration Load(string path)
    {
        try
        {
            return ScoreCalibration.Load(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ArgumentException(exception.Message, exception);
        }
    }
}
