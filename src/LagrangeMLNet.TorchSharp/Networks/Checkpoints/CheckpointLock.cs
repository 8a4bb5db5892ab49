using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks.Checkpoints;

/// <summary>
/// Keeps a checkpoint's path for one fit: a file beside it, locked for as long as the fit lasts, and by the system however its process
/// ends. Taken before the first row is read, so that a path that cannot be written to is told at the start.
/// </summary>
internal sealed class CheckpointLock : IDisposable
{
    private readonly FileStream _file;

    private CheckpointLock(FileStream file) => _file = file;

    /// <summary>Takes a path.</summary>
    /// <exception cref="IOException">It is no file, or nothing can be written there.</exception>
    /// <exception cref="InvalidOperationException">Another fit has it.</exception>
    public static CheckpointLock Take(string path)
    {
        string name = path + ".lock";
        try
        {
            OutputFile.Check(path);
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var taken = new CheckpointLock(new FileStream(name, options));
            // Whoever was killed while a checkpoint was written left a part of it.
            OutputFile.DeleteUnfinished(path);
            return taken;
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && File.Exists(name))
        {
            throw CheckpointErrors.InUse(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CheckpointErrors.NotWritable(path, error);
        }
    }

    public void Dispose() => _file.Dispose();
}
