using GovStack.ProviderSimulator;

return await new SimulatorCommand().Create().Parse(args).InvokeAsync();
