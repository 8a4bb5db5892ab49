return LagrangeMLNet.Benchmarks.Dispatcher.Run(args);
