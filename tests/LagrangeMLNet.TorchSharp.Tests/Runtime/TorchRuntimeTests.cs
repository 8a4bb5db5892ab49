using LagrangeMLNet.Runtime;
using Xunit;

namespace LagrangeMLNet.TorchTests.Runtime;

/// <summary>The sentences themselves need no libtorch.</summary>
public sealed class TorchRuntimeTests
{
    [Fact]
    public void An_old_standard_library_is_named_with_what_to_install()
    {
        string sentence = TorchRuntime.Explain(
            "/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by libLibTorchSharp.so)", isMissing: false);

        Assert.Contains("libstdc++.so.6", sentence, StringComparison.Ordinal);
        Assert.Contains("GLIBCXX_3.4.32", sentence, StringComparison.Ordinal);
        Assert.Contains("Debian 13", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_libtorch_is_named_with_its_package_and_version()
    {
        string sentence = TorchRuntime.Explain("torch_cpu: cannot open shared object file: No such file or directory", isMissing: true);

        Assert.Contains("libtorch-cpu-", sentence, StringComparison.Ordinal);
        Assert.Contains("2.10.0", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Ensure_available_agrees_with_is_available()
    {
        if (TorchRuntime.IsAvailable)
            TorchRuntime.EnsureAvailable();
        else
            Assert.Equal(TorchRuntime.Problem, Assert.Throws<NotSupportedException>(TorchRuntime.EnsureAvailable).Message);
    }
}
