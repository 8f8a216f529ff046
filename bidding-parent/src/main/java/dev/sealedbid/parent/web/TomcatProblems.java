package dev.sealedbid.parent.web;

import dev.sealedbid.parent.problem.ProblemWriter;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Makes Tomcat's own error answers problems, like ours. */
public final class TomcatProblems
    implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {
  private final ProblemWriter problems;

  /** Answers with the writer. */
  public TomcatProblems(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void customize(ConfigurableTomcatWebServerFactory factory) {
    factory.addContextCustomizers(this::add);
  }

  // Tomcat adds a reporting valve of its own unless the host has one of the named class.
  private void add(Context context) {
    if (context.getParent() instanceof StandardHost host) {
      host.setErrorReportValveClass(ProblemValve.class.getName());
      host.getPipeline().addValve(new ProblemValve(problems));
    }
  }
}
