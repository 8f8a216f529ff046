package dev.sealedbid.image.jars;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** The elements of an XML file, by name; Maven's files are read with it. */
final class XmlFile {
  private XmlFile() {}

  static Element read(Path file) throws IOException {
    return read(new ByteArrayInputStream(Files.readAllBytes(file)), file.toString());
  }

  static Element read(InputStream in, String name) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      // No file that is read here has a document type, and nothing may be fetched for one.
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      // The default one writes on standard error; this one only throws.
      builder.setErrorHandler(new DefaultHandler());
      return builder.parse(in).getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(name + " is no XML file that can be read: " + e.getMessage(), e);
    }
  }

  /** The elements at a path of names below an element. */
  static List<Element> all(Element from, String... path) {
    List<Element> found = List.of(from);
    for (String name : path) {
      List<Element> next = new ArrayList<>();
      for (Element element : found) {
        NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
          Node child = children.item(i);
          if (child instanceof Element below && name.equals(below.getTagName())) {
            next.add(below);
          }
        }
      }
      found = next;
    }
    return found;
  }

  /** The text of the element of a name directly below; empty if there is none. */
  static String text(Element from, String name) {
    List<Element> found = all(from, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
  }
}
