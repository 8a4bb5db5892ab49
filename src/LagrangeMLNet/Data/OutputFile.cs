using System.Security.Cryptography;

namespace LagrangeMLNet.Data;

/// <summary>
/// Writes files that appear whole or not at all, and that nobody else can read or replace while they are written.
/// </summary>
/// <remarks>
/// <para>
/// What is written goes to a new file in the same folder, whose name is drawn from the system's random numbers and which is created
/// exclusively: no link that lies in wait is followed. Only its owner can read it until it is whole. Then it takes the place of an existing
/// file, with that one's permissions, or those that a new file has. Where writing fails it is deleted.
/// </para>
/// <para>
/// A link as output is followed, as by <c>cp</c> and editors: the file it points to is replaced, and the link stays. A device or a pipe, as
/// <c>/dev/stdout</c>, is written to directly.
/// </para>
/// </remarks>
internal static class OutputFile
{
    /// <summary>Links that the system follows, too.</summary>
    private const int MostLinks = 40;

    private const int RandomCharacters = 16;
    private const string Ending = ".tmp";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; an existing one is replaced. Its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="toDisk">Whether the content is on the disk before the file appears.</param>
    /// <exception cref="IOException">It cannot be written; what was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; what was there is as it was.</exception>
    public static void Write(string path, Action<Stream> write, bool toDisk = false)
    {
        if (OpenDirectly(path) is { } device)
        {
            using (device)
                write(device);
            return;
        }

        string target = Target(path), unfinished = Unfinished(target);
        UnixFileMode mode = FinalMode(target);
        try
        {
            using (FileStream stream = Create(unfinished, Private))
            {
                write(stream);
                stream.Flush(toDisk);
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(stream.SafeFileHandle, mode);
            }

            File.Move(unfinished, target, overwrite: true);
        }
        catch
        {
            Delete(unfinished);
            throw;
        }
    }

    /// <summary>Writes bytes.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream}, bool)"/>
    public static void Write(string path, byte[] content) => Write(path, stream => stream.Write(content));

    /// <summary>Creates a file that only its owner can read, which must not be there yet, nor a link of its name.</summary>
    public static FileStream CreatePrivate(string path) => Create(path, Private);

    /// <summary>Throws where <see cref="Write(string, Action{Stream}, bool)"/> would, before there is anything to write.</summary>
    public static void Check(string path)
    {
        if (OpenDirectly(path) is { } device)
            device.Dispose();
        else
            FinalMode(Target(path), isCheck: true);
    }

    /// <summary>
    /// Deletes what processes that were killed while they wrote a file have left beside it. Nobody may be writing the file now.
    /// </summary>
    public static void DeleteUnfinished(string path)
    {
        string target = Target(path);
        string pattern = $".{Path.GetFileName(target)}.{new string('?', RandomCharacters)}{Ending}";
        foreach (string left in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, pattern))
            Delete(left);
    }

    /// <summary>The file that is meant, behind any links.</summary>
    private static string Target(string path)
    {
        string target = Resolved(path);
        return Directory.Exists(target) ? throw new IOException($"'{path}' is a folder; give the name of a file.") : target;
    }

    private static string Resolved(string path)
    {
        string resolved = Path.GetFullPath(path);
        // Link by link: the last one may point to a file that is not there yet.
        for (int links = 0; new FileInfo(resolved).LinkTarget is { } next; links++)
        {
            if (links == MostLinks)
                throw new IOException($"'{path}' is a link that leads to no file; give another name.");
            resolved = Path.GetFullPath(next, Path.GetDirectoryName(resolved)!);
        }

        return resolved;
    }

    /// <summary>What cannot be replaced because it is no file, opened for writing; null for files.</summary>
    private static FileStream? OpenDirectly(string path)
    {
        string full = Path.GetFullPath(path), target = Resolved(path);
        // What a name of the system's points to, as a pipe, need not have a name.
        bool isDevice = IsOfSystem(full) || IsOfSystem(target);
        string opened = isDevice ? full : target;
        if (OperatingSystem.IsWindows() || Directory.Exists(opened) || !File.Exists(opened))
            return null;
        FileStream stream = new(opened, isDevice ? FileMode.Append : FileMode.Open, FileAccess.Write,
            FileShare.ReadWrite | FileShare.Delete);
        // No place can be sought in a pipe.
        if (isDevice || !stream.CanSeek)
            return stream;
        stream.Dispose();
        return null;
    }

    /// <summary>Whether a path lies where devices and open files of processes are named. Shared memory, beside them, holds files.</summary>
    private static bool IsOfSystem(string path) =>
        (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal))
        || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static string Unfinished(string target) => Path.Combine(
        Path.GetDirectoryName(target)!,
        $".{Path.GetFileName(target)}.{RandomNumberGenerator.GetHexString(RandomCharacters, lowercase: true)}{Ending}");

    /// <summary>Permissions of the file that is there, or else those that the system gives a new one, which only a new one tells.</summary>
    private static UnixFileMode FinalMode(string target, bool isCheck = false)
    {
        bool isWindows = OperatingSystem.IsWindows(), exists = File.Exists(target);
        UnixFileMode mode = exists && !isWindows ? File.GetUnixFileMode(target) : Private;
        if (isCheck || (!exists && !isWindows))
        {
            string probe = Unfinished(target);
            using FileStream empty = Create(probe, null);
            if (!exists && !isWindows)
                mode = File.GetUnixFileMode(empty.SafeFileHandle);
            Delete(probe);
        }

        return mode;
    }

    private static FileStream Create(string path, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here tells more.
        }
    }
}
