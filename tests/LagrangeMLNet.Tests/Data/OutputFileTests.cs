using System.Text;
using LagrangeMLNet.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Data;

/// <summary>Files appear whole or not at all, and nobody else sees or steers them while they are written.</summary>
public sealed class OutputFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-output-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_is_replaced_and_nothing_is_left_beside_it()
    {
        string path = Place("a.txt");
        OutputFile.Write(path, "one"u8.ToArray());
        OutputFile.Write(path, "two"u8.ToArray());

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void While_it_is_written_it_lies_under_another_name_that_only_its_owner_can_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Permissions are Unix's");
        string path = Place("a.txt");
        var names = new List<string>();
        for (int i = 0; i < 2; i++)
        {
            OutputFile.Write(path, stream =>
            {
                FileInfo unfinished = Assert.Single(_folder.GetFiles(), file => file.Name != "a.txt");
                names.Add(unfinished.Name);
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, unfinished.UnixFileMode);
                stream.WriteByte(1);
            });
        }

        Assert.Equal(2, names.Distinct().Count());
    }

    [Fact]
    public void A_new_file_has_the_permissions_that_the_system_gives_and_an_old_one_keeps_its_own()
    {
        // Permissions are Unix's.
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(Place("plain"), "");
        OutputFile.Write(Place("ours"), [1]);
        Assert.Equal(File.GetUnixFileMode(Place("plain")), File.GetUnixFileMode(Place("ours")));

        File.SetUnixFileMode(Place("ours"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        OutputFile.Write(Place("ours"), [2]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Place("ours")));
    }

    [Fact]
    public void A_write_that_fails_leaves_what_was_there_and_nothing_else()
    {
        string path = Place("a.txt");
        File.WriteAllText(path, "before");

        Assert.Throws<InvalidOperationException>(() => OutputFile.Write(path, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes("half"));
            throw new InvalidOperationException();
        }));

        Assert.Equal("before", File.ReadAllText(path));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_link_stays_and_what_it_points_to_is_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there");
        _folder.CreateSubdirectory("far");
        File.WriteAllText(Place("far/a.txt"), "before");
        File.CreateSymbolicLink(Place("link"), "far/a.txt");
        File.CreateSymbolicLink(Place("dangling"), "far/b.txt");

        OutputFile.Write(Place("link"), "after"u8.ToArray());
        OutputFile.Write(Place("dangling"), "new"u8.ToArray());

        Assert.Equal("far/a.txt", new FileInfo(Place("link")).LinkTarget);
        Assert.Equal("after", File.ReadAllText(Place("far/a.txt")));
        Assert.Equal("new", File.ReadAllText(Place("far/b.txt")));
        Assert.Equal(2, Directory.GetFiles(Place("far")).Length);
    }

    [Fact]
    public void A_device_is_written_to_and_stays_a_device()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "There is no /dev/null");
        OutputFile.Check("/dev/null");
        OutputFile.Write("/dev/null", [1, 2, 3]);
        Assert.Empty(File.ReadAllBytes("/dev/null"));

        File.CreateSymbolicLink(Place("nowhere"), "/dev/null");
        OutputFile.Write(Place("nowhere"), [1, 2, 3]);
        Assert.Equal("/dev/null", new FileInfo(Place("nowhere")).LinkTarget);
        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => OutputFile.Write(_folder.FullName, [1])).Message);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => OutputFile.Check(_folder.FullName)).Message);
        Assert.ThrowsAny<IOException>(() => OutputFile.Check(Place("no/such/folder/a.txt")));
        OutputFile.Check(Place("a.txt"));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void What_killed_processes_left_is_found_and_nothing_else()
    {
        foreach (string name in new[] { ".a.txt.0123456789abcdef.tmp", "a.txt", ".b.txt.0123456789abcdef.tmp", "a.txt.tmp", ".a.txt.tmp" })
            File.WriteAllText(Place(name), "");

        OutputFile.DeleteUnfinished(Place("a.txt"));

        Assert.Equal(4, _folder.GetFiles().Length);
        Assert.False(File.Exists(Place(".a.txt.0123456789abcdef.tmp")));
    }

    private string Place(string name) => Path.Combine(_folder.FullName, name);
}
