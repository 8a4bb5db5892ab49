using BenchmarkDotNet.Attributes;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Benchmarks.Kernels;

/// <summary>Factoring a full Fisher matrix.</summary>
[MemoryDiagnoser]
public class CholeskyKernel
{
    private double[] _matrix = [];
    private double[] _work = [];

    /// <summary>Number of parameters.</summary>
    [Params(50, 200, 800)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _work = new double[Size * Size];
        _matrix = new double[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j <= i; j++)
                _matrix[i * Size + j] = i == j ? 2 : Math.Pow(0.9, i - j);
        }
    }

    /// <summary>The copy is part of the time: the factor replaces its matrix.</summary>
    [Benchmark]
    public bool Factor()
    {
        _matrix.CopyTo(_work, 0);
        return Cholesky.TryFactor(_work, Size);
    }
}
